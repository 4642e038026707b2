"""What rehearsals have in common, reckoned by hand; and one sentence of advice, by a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehearsal_makers import SECTIONS, at, minutes, section, spoken

from prep.model.cut import cut
from prep.model.moment import ZERO
from prep.model.rehearsal import Mark, MarkKind, Rehearsal, Surprise
from prep.model.talk_advice import advice
from prep.model.talk_stats import (
    ModeStats,
    Run,
    counts,
    finish_range,
    finish_words,
    middle,
    spread,
    statistics,
    theil_sen,
    trend,
)

SURPRISED = Surprise(at=minutes(10), slot=minutes(30))


def seconds(*numbers: float) -> list[timedelta]:
    return [timedelta(seconds=number) for number in numbers]


def only(*rehearsals: Rehearsal) -> ModeStats:
    (stats,) = statistics(rehearsals, "u")
    return stats


def test_only_whole_real_talks_count():
    """A demonstration, one that was given up and one under way are no talks; another talk is another."""
    real = spoken(6, 9, 12, 11, 5, 2)
    others = (
        replace(real, speed=60.0),
        replace(real, abandoned=True),
        replace(real, marks=real.marks[:3]),
        replace(real, marks=()),
    )

    assert [counts(each) for each in (real, *others)] == [True, False, False, False, False]
    assert only(*others, real).n == 1
    assert statistics([replace(real, uuid="another")], "u") == ()
    assert statistics([], "u") == ()


def test_modes_are_kept_apart_and_the_newest_is_first():
    """45 minutes, 45 with twelve lost, 45 with a surprise and 20 minutes are four things."""
    full, late = spoken(6, 9, 12, 11, 5, 2), spoken(6, 9, 6, 5, 5, 2, lost=minutes(12))
    surprised, short = replace(full, surprise=SURPRISED), spoken(4, 6, 4, 3, 2, 1, slot=20)
    found = statistics([full, late, short, surprised, full], "u")

    assert [(stats.mode, stats.n) for stats in found] == [
        ("45 min", 2),
        ("45 min, surprise", 1),
        ("20 min", 1),
        ("45 min, 12 late", 1),
    ]


def test_sections_by_hand():
    """Evidence has 12 minutes and takes 12:05, 14:10, 14:40, 13:40 and 15:10: +2:10 in the middle, over in 4 of 5."""
    lengths = (12 + 5 / 60, 14 + 10 / 60, 14 + 40 / 60, 13 + 40 / 60, 15 + 10 / 60)
    stats = only(*(spoken(6, 9, each, 11, 4.5, 2) for each in lengths))
    evidence = stats.sections[0]

    assert (evidence.title, evidence.n, evidence.planned) == ("Evidence", 5, minutes(12))
    assert [round(over.total_seconds()) for over in evidence.overs] == [5, 130, 160, 100, 190]
    assert round(evidence.over.total_seconds()) == 130
    # Distances from 130: 125, 0, 30, 30, 60; the median of them is 30.
    assert evidence.spread is not None
    assert round(evidence.spread.total_seconds()) == 30
    assert evidence.ran_over == 4
    assert stats.sections[-1].title == "Agenda"
    assert stats.sections[-1].over == timedelta(seconds=-30)
    assert stats.section("Agenda") == stats.sections[-1]
    assert stats.section("Nothing") is None


def test_one_run_has_no_spread():
    """And its median is itself."""
    stats = only(spoken(6, 9, 13, 11, 5, 2))

    assert (stats.sections[0].over, stats.sections[0].spread, stats.sections[0].n) == (minutes(1), None, 1)


def test_a_section_that_was_cut_or_skipped_is_left_out():
    """It has no length: n counts the runs in which it was spoken, by title, in whichever place."""
    moved = tuple(SECTIONS[number] for number in (0, 2, 1, 3, 4, 5))
    renamed = (*SECTIONS[:3], replace(SECTIONS[3], title="Third result"), *SECTIONS[4:])
    short = spoken(6, 9, 12, 11)
    stats = only(
        spoken(6, 9, 12, 11, 5, 2), spoken(6, 12, 9, 11, 5, 2, sections=moved), spoken(1, 1, 1, 1, sections=renamed)
    )
    by_title = {each.title: each.n for each in stats.sections}

    assert by_title == {
        "Problem": 3,
        "Idea": 3,
        "Evidence": 3,
        "Second result": 2,
        "Third result": 1,
        "Agenda": 2,
        "Close": 2,
    }
    assert "Agenda" not in {each.title for each in only(short).sections}
    assert stats.section("Idea").overs[:2] == (ZERO, ZERO)  # type: ignore[union-attr]  # it is there, see above
    eight = spoken(2.5, 1.5, 2, 1, 1, slot=8)
    assert "Second result" not in {each.title for each in only(eight).sections}


@pytest.mark.parametrize(
    ("overs", "says"),
    [
        ([], "no run yet (n=0)"),
        ([130], "baseline +2:10 (n=1)"),
        ([130, 125], "→ +2:10 to +2:05 (n=2)"),
        ([240, 0, 70], "↓ +4:00 to +1:10 (n=3)"),
        ([-60, 30], "↑ -1:00 to +0:30 (n=2)"),
        # slopes between any two of 240, 180, 600, 60: -60, 180, -60, 420, -60, -540; the median is -60
        ([240, 180, 600, 60], "↓ 1:00 shorter each run (n=4)"),
        ([0, 15, 30, 45, 60], "↑ 0:15 longer each run (n=5)"),
        ([60, 61, 59, 60, 62], "→ the same from run to run (n=5)"),
        ([0, 3, 6, 9], "→ the same from run to run (n=4)"),
    ],
)
def test_where_it_goes(overs: Sequence[float], says: str):
    """A baseline at one, an arrow at two and three, a slope from four on; n is always there."""
    assert trend(seconds(*overs)) == says


@given(st.floats(-100, 100), st.floats(-600, 600), st.integers(4, 12), st.data())
def test_one_wild_run_does_not_turn_the_slope(slope: float, start: float, n: int, data: st.DataObject):
    """On a line the slope is the line's; at the end or in the middle, one run far off leaves its sign alone."""
    values = seconds(*(start + slope * number for number in range(n)))
    assert theil_sen(values).total_seconds() == pytest.approx(slope, abs=1e-3)

    wild = data.draw(st.integers(0, n - 1))
    values[wild] += timedelta(hours=data.draw(st.sampled_from([-1, 1])))
    # n-1 of the slopes are the wild one's; the others, more than half from n=5 on, are the line's.
    if n >= 5:
        assert theil_sen(values).total_seconds() == pytest.approx(slope, abs=1e-3)


spans = st.lists(st.integers(-600, 600), min_size=1, max_size=9)


@given(spans)
def test_half_of_the_runs_lie_within_the_spread(values: list[int]):
    """That is what it says of itself; and it is there from two runs on."""
    found = spread(seconds(*values))

    assert (found is None) == (len(values) < 2)
    if found is not None:
        centre = middle(seconds(*values))
        assert sum(abs(each - centre) <= found for each in seconds(*values)) * 2 >= len(values)


@given(spans, st.integers(-300, 300))
def test_a_shift_moves_the_median_and_not_the_spread(values: list[int], shift: int):
    """A slower clock in every run is no other scatter."""
    there = seconds(*(value + shift for value in values))

    assert middle(there) == middle(seconds(*values)) + timedelta(seconds=shift)
    assert spread(there) == spread(seconds(*values))


@given(st.lists(st.lists(st.integers(1, 1200), min_size=6, max_size=6), min_size=1, max_size=6))
def test_statistics_of_any_runs(runs: list[list[int]]):
    """Worst first, n in sight, no more overs than runs; the range of past talks holds each of them."""
    rehearsals = [spoken(*(length / 60 for length in lengths)) for lengths in runs]
    stats = only(*rehearsals)
    overs = [each.over for each in stats.sections]
    finish = finish_range(stats.runs, cut(SECTIONS, minutes(45)))

    assert overs == sorted(overs, reverse=True)
    assert all(each.n == len(runs) >= each.ran_over for each in stats.sections)
    assert finish is not None
    assert (finish.low, finish.high) == (
        pytest.approx(min(run.result.took for run in stats.runs), abs=timedelta(milliseconds=1)),
        pytest.approx(max(run.result.took for run in stats.runs), abs=timedelta(milliseconds=1)),
    )
    assert finish.low <= finish.middle <= finish.high
    assert re.search(rf"n={len(runs)}\)| of {min(len(runs), 5)}\b|n={min(len(runs), 5)}\)", advice([stats], "my-talk"))


def test_where_another_plan_would_end():
    """Without its second result (11:00, really 12 and 14) the talk ends that much earlier; what is new has its plan."""
    runs = only(spoken(6, 9, 12, 12, 5, 2), spoken(7, 9, 13, 14, 5, 2)).runs
    without = tuple(each for each in SECTIONS if each.title != "Second result")
    with_new = (*without, section("Outlook", 4, 1, 5, 9))

    assert finish_range(runs, cut(SECTIONS, minutes(45))) is not None
    shorter = finish_range(runs, cut(without, minutes(45)))
    assert shorter is not None
    assert (shorter.low, shorter.middle, shorter.high, shorter.n) == (minutes(34), minutes(35), minutes(36), 2)
    longer = finish_range(runs, cut(with_new, minutes(45)), lost=minutes(2))
    assert longer is not None
    assert (longer.low, longer.high) == (minutes(40), minutes(42))
    assert finish_words(shorter) == (
        "by its sections so far it ends between 34:00 and 36:00, most likely near 35:00, questions on top (n=2)"
    )
    assert finish_range((), cut(SECTIONS, minutes(45))) is None


def test_a_run_that_skipped_a_section_is_given_its_usual_length():
    """Or a talk that was broken off would promise an early end."""
    runs = only(spoken(6, 9, 12, 11, 5, 2), spoken(6, 9, 12, 11)).runs
    found = finish_range(runs, cut(SECTIONS, minutes(45)))

    assert found is not None
    assert (found.low, found.high) == (minutes(45), minutes(45))
    assert "ends at about 45:00" in finish_words(found)


GOOD = (6, 9, 12, 11, 5, 2)
SHORT_GOOD = (2.5, 1.5, 2, 1, 1)


def over(number: float, *, part: int = 2) -> Rehearsal:
    """A talk that is so many minutes over, all in one section."""
    lengths = list(GOOD)
    lengths[part] += number
    return spoken(*lengths)


def everywhere(number: float) -> Rehearsal:
    """A talk that is so many minutes over, a little in each section."""
    return spoken(*(each + number / 6 for each in GOOD))


def asked(number: float) -> Rehearsal:
    """A talk in which a question took so many minutes."""
    question = (Mark("a", MarkKind.ASKED, at(1)), Mark("b", MarkKind.ANSWERED, at(1 + number)))
    rehearsal = spoken(*GOOD)
    later = [
        replace(mark, at=replace(mark.at, utc=mark.at.utc + minutes(number), ticks=mark.at.ticks + minutes(number)))
        for mark in rehearsal.marks
    ]
    return replace(rehearsal, marks=(*question, *later))


RUSHED = spoken(6, 9, 12, 11, 6.25, 0.75)
NO_AGENDA = spoken(6, 9, 12, 15.6, 0.4, 2)

TABLE = {
    "nothing": ([], "no rehearsal counts yet: begin with `prep talk my-talk` (n=0)"),
    "one": ([over(1)], "once more: +1:00, and one rehearsal says little (n=1)"),
    "twice": (
        [over(4), over(1 / 3), over(-1 / 6)],
        "twice within 5 % (+0:20, -0:10; n=3): now the 20-minute version (`prep talk my-talk --minutes 20`), "
        "or `--surprise`",
    ),
    "twice short": (
        [spoken(*SHORT_GOOD, slot=8), spoken(*SHORT_GOOD, slot=8)],
        "twice within 5 % (0:00, 0:00; n=2): now the 5-minute version (`prep talk my-talk --minutes 5`), "
        "or `--surprise`",
    ),
    "within once": (
        [over(6), over(5), over(4), over(0.5)],
        "within 5 % now (+0:30): the same once more, for two in a row (n=4)",
    ),
    "rushed": (
        [over(0), RUSHED, RUSHED, RUSHED],
        "the close was rushed in 3 of 4: start `Agenda` by 38:00",
    ),
    "not delivered": ([over(3), NO_AGENDA], "`Agenda` was not delivered in 1 of 2: start `Agenda` by 38:00"),
    "not delivered, surprise": (
        [replace(over(3), surprise=SURPRISED), replace(NO_AGENDA, surprise=SURPRISED)],
        "`Agenda` was not delivered in 1 of 2: when the slot shrinks, make room for `Agenda` first",
    ),
    "a section that may go": (
        [over(2.5, part=3), over(3, part=3), over(2.75, part=3)],
        "cut `Second result` by three minutes or drop it from the 45: it runs +2:45 in 3 of 3",
    ),
    "a must": (
        [over(0, part=1), over(3, part=1), over(2.4, part=1), over(3, part=1), over(4, part=1)],
        "cut `Idea` by three minutes: it runs +3:00 in 4 of 5",
    ),
    "everywhere": (
        [everywhere(3), everywhere(4)],
        "+3:30 in the median of 2, a little everywhere: drop `Second result` from the 45",
    ),
    "everywhere, all musts": (
        [
            spoken(8, 8, 8, sections=[section(name, 6, 3, 5, 1) for name in "ABC"], slot=18),
            spoken(8, 8, 8, sections=[section(name, 6, 3, 5, 1) for name in "ABC"], slot=18),
        ],
        "+6:00 in the median of 2, a little everywhere: take one thing out of every section",
    ),
    "questions": (
        [asked(4), asked(5)],
        "questions take 4:30 of the talk (median of 2): plan it for 40 minutes",
    ),
    "early": (
        [over(-5, part=1), over(-4, part=1)],
        "4:30 early in the median of 2: `Idea` gets 4:30 less than planned, so take your time there",
    ),
    "unsteady": (
        [over(-4), over(0.5), over(4)],
        "+0:30 in the median, but 3:30 apart (n=3): learn the bridges word for word",
    ),
    "only the last time": (
        [over(1), over(0.5), over(1), over(3, part=0)],
        "+3:00 last time, most of it in `Problem` (+3:00): once more, with an eye on that (n=4)",
    ),
    "old runs are forgotten": (
        [*[over(9)] * 4, *[over(3, part=1)] * 5],
        "cut `Idea` by three minutes: it runs +3:00 in 5 of 5",
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_advice(name: str):
    """One sentence, from the first rule that fits, with what was measured and its n."""
    rehearsals, says = TABLE[name]

    assert advice(statistics(rehearsals, "u"), "my-talk") == says


def test_a_talk_that_is_ready_is_left_alone():
    """In full, in every shorter version that it has, surprised: then it rests until the day."""
    full = spoken(*GOOD)
    short = {
        30: spoken(*_shared(30), slot=30),
        20: spoken(*_shared(20), slot=20),
        10: spoken(*_shared(10), slot=10),
        5: spoken(*_shared(5), slot=5),
    }
    everything = [each for rehearsal in short.values() for each in (rehearsal, rehearsal)]
    before = advice(statistics([*everything, full, full], "u"), "my-talk")
    surprised = [replace(full, surprise=SURPRISED), replace(full, surprise=SURPRISED)]
    ready = advice(statistics([*everything, *surprised, full, full], "u"), "my-talk")

    assert before.endswith("now `prep talk my-talk --minutes 45 --surprise`")
    assert ready.endswith("it is ready; once more in the three days before you give it")


def _shared(slot: float) -> list[float]:
    """The lengths that the plan for a slot gives its sections."""
    plan = cut(SECTIONS, minutes(slot))
    return [plan.parts[number].time / minutes(1) for number in plan.kept]


def test_a_run_is_good_within_five_per_cent():
    """As the mark for time has it."""
    assert Run(over(2), only(over(2)).last.result).good
    assert not Run(over(3), only(over(3)).last.result).good
