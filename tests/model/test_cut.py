"""The cut plan, for thousands of random talks and slots and for one that is known by heart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from section_makers import CLOSE, KNOWN, MINUTE, PROBLEM, section, slots, some_sections

from prep.model.cut import STEP, Plan, cut, recut
from prep.model.moment import ZERO
from prep.model.talk import Section

Sections = tuple[Section, ...]
MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOME = settings(MANY, max_examples=100)


def ranked(sections: Sections) -> list[int]:
    return sorted(range(len(sections)), key=lambda n: (sections[n].tier, sections[n].priority, n))


def total(spans: list[timedelta]) -> timedelta:
    return sum(spans, ZERO)


def minutes(plan: Plan) -> list[float]:
    return [part.time / MINUTE for part in plan.parts]


@MANY
@given(sections=some_sections(), slot=slots)
def test_a_plan_fits_and_each_part_is_within_its_bounds(sections: Sections, slot: timedelta):
    """Never more than the slot; what stays has its least and at most its target, what goes has nothing."""
    plan = cut(sections, slot)

    assert plan.speaking <= slot
    assert plan.speaking + plan.spare == slot
    assert tuple(part.section for part in plan.parts) == sections
    for part in plan.parts:
        assert part.time == ZERO if part.cut else part.section.least <= part.time <= part.section.target


@MANY
@given(sections=some_sections(), slot=slots)
def test_the_longest_beginning_of_the_ranks_stays(sections: Sections, slot: timedelta):
    """No section goes while a later one in rank stays, and one more would not have fitted."""
    plan = cut(sections, slot)
    order = ranked(sections)
    stay = len(plan.kept)

    assert sorted(order[:stay]) == list(plan.kept)
    assert total([sections[n].least for n in order[:stay]]) <= slot
    if stay < len(order):
        assert total([sections[n].least for n in order[: stay + 1]]) > slot


@SOME
@given(sections=some_sections(), slot=slots)
def test_time_is_shared_in_that_order(sections: Sections, slot: timedelta):
    """A section has more than its least only where all before it in rank are full; nothing is held back."""
    plan = cut(sections, slot)
    kept = [plan.parts[n] for n in ranked(sections) if not plan.parts[n].cut]
    full = [part.time == part.section.target for part in kept]
    least = [part.time == part.section.least for part in kept]

    for place in range(len(kept)):
        assert least[place] or all(full[:place])
    assert plan.spare == ZERO or all(full) or len(kept) == 0


@MANY
@given(sections=some_sections(), slot=slots, more=slots)
def test_a_longer_slot_never_drops_what_a_shorter_one_kept(sections: Sections, slot: timedelta, more: timedelta):
    """What stays only grows; and while nothing is added, nobody gets less."""
    shorter, longer = cut(sections, slot), cut(sections, slot + more)

    assert set(shorter.kept) <= set(longer.kept)
    assert shorter.speaking <= longer.speaking
    if shorter.kept == longer.kept:
        assert all(before.time <= after.time for before, after in zip(shorter.parts, longer.parts, strict=True))


def test_a_section_that_comes_back_may_take_time_from_one_that_stays():
    """A longer slot need not give each section more: the least of another one comes before anybody's target."""
    sections = (section("first", 10, 1, priority=1), section("second", 5, 4, priority=2))

    assert minutes(cut(sections, 4.5 * MINUTE)) == [4.5, 0]
    assert minutes(cut(sections, 5 * MINUTE)) == [1, 4]


@MANY
@given(sections=some_sections(), slot=slots)
def test_a_plan_is_infeasible_exactly_when_the_musts_do_not_fit(sections: Sections, slot: timedelta):
    """The musts are those of the shortest tier; where they fit all of them stay, where not some goes."""
    plan = cut(sections, slot)
    shortest = min(each.tier for each in sections)
    musts = [n for n, each in enumerate(sections) if each.tier == shortest]

    assert [n for n, part in enumerate(plan.parts) if part.must] == musts
    assert plan.need == total([sections[n].least for n in musts])
    assert plan.feasible == (plan.need <= slot) == set(plan.kept).issuperset(musts)


@SOME
@given(sections=some_sections(), slot=slots)
def test_what_to_shorten_is_enough_and_no_more_than_there_is(sections: Sections, slot: timedelta):
    """Only musts, only where they do not fit; then all of them fit, and nobody is a step shorter than needed."""
    plan = cut(sections, slot)
    over = plan.need - slot
    shorter = plan.shorter

    if plan.feasible:
        assert shorter == {}
        return
    assert list(shorter) == [n for n, part in enumerate(plan.parts) if part.must]
    assert over <= total(list(shorter.values())) < over + len(shorter) * STEP
    assert all(ZERO <= by <= sections[n].least for n, by in shorter.items())


@SOME
@given(sections=some_sections(), slot=slots)
def test_a_plan_is_the_same_every_time(sections: Sections, slot: timedelta):
    """Nothing but the sections and the slot decides."""
    assert cut(sections, slot) == cut(list(sections), slot)


@SOME
@given(sections=some_sections(), slot=slots)
def test_a_bridge_stands_where_something_is_left_out(sections: Sections, slot: timedelta):
    """Said by the last part before a gap, with the first slide after it; nowhere else is there one."""
    plan = cut(sections, slot)

    for number, part in enumerate(plan.parts):
        gap = not part.cut and number + 1 < len(plan.parts) and plan.parts[number + 1].cut
        after = plan.after(number) if gap else None
        slides = sections[after].slides if after is not None else None
        assert part.bridge == (part.section.bridge if gap else "")
        assert part.jump == (slides[0] if slides else None)


@SOME
@given(sections=some_sections(), slot=slots)
def test_parts_start_where_those_before_end(sections: Sections, slot: timedelta):
    """The clock marks add up to the time given away; walking by `after` and `before` meets what stays."""
    plan = cut(sections, slot)
    walked = [n for n in range(len(plan.parts)) if n in plan.kept]

    assert plan.starts[0] == ZERO
    assert plan.starts[-1] == plan.speaking
    assert all(plan.starts[n + 1] - plan.starts[n] == part.time for n, part in enumerate(plan.parts))
    assert [plan.after(n) for n in walked] == [*walked[1:], None][: len(walked)]
    assert [plan.before(n) for n in walked] == [None, *walked][: len(walked)]


def test_no_sections_are_no_plan():
    """Nothing to say fits everywhere."""
    plan = cut((), ZERO)

    assert (plan.parts, plan.feasible, plan.starts) == ((), True, (ZERO,))


@pytest.mark.parametrize(
    ("slot", "planned"),
    [
        (30, [6, 9, 6, 6, 2]),
        (29, [6, 9, 6, 6, 2]),
        (20, [3, 9, 3, 4, 1]),
        (11.5, [1.5, 2, 3, 4, 1]),
        (11.4, [1.5, 5.9, 3, 0, 1]),
        (7.5, [1.5, 2, 3, 0, 1]),
        (5, [1.5, 2.5, 0, 0, 1]),
        (4.5, [1.5, 2, 0, 0, 1]),
        (4.4, [1.5, 2.9, 0, 0, 0]),
    ],
)
def test_the_known_talk(slot: float, planned: list[float]):
    """Ranks: idea, problem, close, result, second."""
    assert minutes(cut(KNOWN, slot * MINUTE)) == pytest.approx(planned)


def test_what_is_said_and_where_to_jump_in_the_known_talk():
    """In five minutes two sections go after the idea: one bridge, and the close is on slide 19."""
    plan = cut(KNOWN, 5 * MINUTE)

    assert [(part.bridge, part.jump) for part in plan.parts] == [
        ("", None),
        ("On to what it gave.", 19),
        *[("", None)] * 3,
    ]


def test_what_to_shorten_in_words_a_speaker_can_use():
    """In proportion to what each needs, in steps of five seconds."""
    plan = cut((PROBLEM, CLOSE), 2 * MINUTE)

    assert plan.need == 2.5 * MINUTE
    assert plan.shorter == {0: timedelta(seconds=20), 1: timedelta(seconds=15)}


@st.composite
def under_way(draw: st.DrawFn) -> tuple[Plan, int, timedelta, timedelta, timedelta]:
    """A talk in the middle: its plan, the part being spoken, the time on it, the time gone, the new slot."""
    plan = draw(st.builds(cut, some_sections(), slots).filter(lambda plan: plan.kept))
    at = draw(st.sampled_from(plan.kept))
    spent = draw(st.integers(0, 1200).map(lambda seconds: timedelta(seconds=seconds)))
    gone = spent + draw(st.integers(0, 3600).map(lambda seconds: timedelta(seconds=seconds)))
    return plan, at, spent, gone, draw(slots)


@SOME
@given(talk=under_way())
def test_a_talk_under_way_leaves_what_is_past_alone(talk: tuple[Plan, int, timedelta, timedelta, timedelta]):
    """Parts before the one being spoken keep their times; the one being spoken is never taken back."""
    plan, at, spent, gone, slot = talk
    new = recut(plan, at=at, spent=spent, gone=gone, slot=slot)

    assert new.slot == slot
    assert [(part.time, part.cut) for part in new.parts[:at]] == [(part.time, part.cut) for part in plan.parts[:at]]
    assert not new.parts[at].cut
    assert new.parts[at].time >= spent


@MANY
@given(talk=under_way())
def test_what_is_to_come_fits_what_is_left(talk: tuple[Plan, int, timedelta, timedelta, timedelta]):
    """The rest of this part and all parts after it take no more than the slot has left; in overtime, nothing."""
    plan, at, spent, gone, slot = talk
    new = recut(plan, at=at, spent=spent, gone=gone, slot=slot)
    to_come = new.parts[at].time - spent + total([part.time for part in new.parts[at + 1 :]])

    assert to_come <= max(slot - gone, ZERO)
    for part in new.parts[at + 1 :]:
        assert part.time == ZERO if part.cut else part.section.least <= part.time <= part.section.target


@SOME
@given(talk=under_way())
def test_what_is_to_come_is_cut_by_the_same_ranks(talk: tuple[Plan, int, timedelta, timedelta, timedelta]):
    """Of the parts after this one, none goes while a later one in rank stays."""
    plan, at, spent, gone, slot = talk
    new = recut(plan, at=at, spent=spent, gone=gone, slot=slot)
    order = [n for n in ranked(tuple(part.section for part in plan.parts)) if n > at]
    stay = [n in new.kept for n in order]

    assert stay == sorted(stay, reverse=True)


@SOME
@given(talk=under_way(), more=slots)
def test_more_time_never_drops_what_less_kept(talk: tuple[Plan, int, timedelta, timedelta, timedelta], more: timedelta):
    """Under way, too, a longer slot keeps at least as much."""
    plan, at, spent, gone, slot = talk
    shorter = recut(plan, at=at, spent=spent, gone=gone, slot=slot)
    longer = recut(plan, at=at, spent=spent, gone=gone, slot=slot + more)

    assert set(shorter.kept) <= set(longer.kept)


@SOME
@given(talk=under_way())
def test_under_way_it_is_infeasible_exactly_when_the_musts_to_come_do_not_fit(
    talk: tuple[Plan, int, timedelta, timedelta, timedelta],
):
    """What is spoken already counts as gone, and needs no more time."""
    plan, at, spent, gone, slot = talk
    new = recut(plan, at=at, spent=spent, gone=gone, slot=slot)
    here = plan.parts[at]
    to_come = [part.section.least for part in plan.parts[at + 1 :] if part.must]
    to_come += [max(here.section.least - spent, ZERO)] if here.must else []

    assert new.feasible == (gone + total(to_come) <= slot)


@SOME
@given(sections=some_sections(), slot=slots)
def test_before_the_first_word_it_is_a_new_plan(sections: Sections, slot: timedelta):
    """Told at once that the slot is another one: what stays of a talk of which nothing is spoken is the same."""
    plan = cut(sections, 180 * MINUTE)
    if plan.kept[:1] != (0,):
        return
    again = recut(plan, at=0, spent=ZERO, gone=ZERO, slot=slot)
    anew = cut(sections, slot)

    assert [part.time for part in again.parts] == [part.time for part in anew.parts]
    assert again.need == anew.need
