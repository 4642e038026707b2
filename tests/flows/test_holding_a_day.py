"""A mock on-site: planned from real things, on a clock that never stops, kept through any crash."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from desk_makers import Hand, problem_in
from hypothesis import given
from hypothesis import strategies as st

from prep.errors import BadUsage
from prep.flows import day as story
from prep.flows.asking import Chair
from prep.flows.day import Material
from prep.history import History
from prep.model.day import SLOTS, SlotKind, lay_out
from prep.model.moment import ZERO, Moment
from prep.model.onsite import Held, OnSite, Planned, fatigue, to_work_on
from prep.model.problem import Kind
from prep.model.question import Asker, Bank, Question
from prep.places import Places

ROLES = ("recruiter", "researcher", "manager", "hr")


def bank(name: str, number: int, askers: tuple[str, ...] = ("explain",), seconds: int = 120) -> Bank:
    who = tuple(Asker(id, id.title(), "Somebody.", "Something.", seconds) for id in askers)
    questions = tuple(
        Question(f"{each.id}-{n}", name, each, f"{n}?", "x", seconds=seconds) for each in who for n in range(number)
    )
    return Bank(name, name, "research", who, questions)


@pytest.fixture
def material(tmp_path: Path) -> Material:
    problems = tuple(
        problem_in(tmp_path / f"{kind}-{n}", slug=f"{kind}-{n}", uuid=f"u-{kind}-{n}", kind=kind, minutes=minutes)
        for kind in (Kind.IMPLEMENT, Kind.DEBUG, Kind.VECTORISE)
        for n, minutes in enumerate((20, 30, 45))
    )
    banks = (bank("research", 40), bank("behavioural", 20), bank("motivation", 5, ROLES, 60))
    return Material(problems, (), banks)


@pytest.fixture
def history(tmp_path: Path, clock: Hand) -> History:
    home = tmp_path / "home"
    home.mkdir()
    return History.open(Places(home=home, content=()), clock)


def planned(material: Material, history: History, clock: Hand, hours: float = 8, slot: int = 45) -> tuple[Planned, ...]:
    chair = Chair(history, clock)
    return story.plan(lay_out(hours, slot=slot), material, chair, seed=5, talk="my-talk")


@pytest.mark.parametrize("slot", SLOTS)
def test_every_slot_has_the_real_thing_in_it(material: Material, history: History, clock: Hand, slot: int):
    """Problems that fit the time, questions that fill it, "why here?" by the role; and nothing twice."""
    plan = planned(material, history, clock, slot=slot)

    slugs = {problem.slug: problem for problem in material.problems}
    for each in plan:
        if each.slot.kind in (SlotKind.CODING, SlotKind.DEBUGGING):
            problem = slugs[each.what[0]]
            assert (problem.kind is Kind.DEBUG) == (each.slot.kind is SlotKind.DEBUGGING)
            assert timedelta(minutes=problem.minutes) <= each.slot.main or slot == 30
        elif each.slot.interview:
            bank_name = {"research": "research", "soft-skills": "behavioural", "why": "motivation"}[
                each.slot.kind.value
            ]
            assert each.what
            assert all(key.startswith(f"{bank_name}/") for key in each.what)
        assert each.why.startswith(f"motivation/{each.slot.asker}-") if each.slot.interview else not each.why
    everything = [what for each in plan for what in (*each.what, each.why) if what]
    assert len(everything) == len(set(everything))
    assert plan[0].what == ("my-talk",)
    assert plan == planned(material, history, clock, slot=slot)


def test_a_day_goes_on_after_any_crash(material: Material, history: History, clock: Hand, tmp_path: Path):
    """What was opened and closed is known; the clock went on; a slot that nobody opened is missed."""
    day = story.start(planned(material, history, clock), history, clock, seed=5)
    day = story.open_slot(day, 0, history, clock)
    clock.wait(timedelta(minutes=58))
    day = story.close_slot(day, 0, history, clock, score=3.0, words="within 2 %", facts=["r1"])
    clock.wait(timedelta(minutes=67))  # through the break and the first interview

    read = story.open_day(History.open(Places(home=tmp_path / "home", content=()), clock), clock)

    assert read is not None
    assert read.held[0] == Held(ZERO, timedelta(minutes=58), 3.0, "within 2 %", ("r1",))
    assert read.elapsed(clock()) == timedelta(minutes=125)
    assert read.missed(clock()) == (2,)
    assert read.now_in(clock()) == 4
    assert read.left(4, clock()) == timedelta(minutes=35)


def test_late_is_late(material: Material, history: History, clock: Hand):
    """Whoever begins after the start has less of the first slot; whoever is early waits."""
    late = story.start(planned(material, history, clock), history, clock, wait=-timedelta(minutes=10), seed=5)
    early = replace(
        late, begins=Moment(clock().utc + timedelta(minutes=5), clock().ticks + timedelta(minutes=5), "first")
    )

    assert late.left(0, clock()) == timedelta(minutes=50)
    assert early.elapsed(clock()) == -timedelta(minutes=5)
    assert early.now_in(clock()) is None
    assert early.left(0, clock()) == timedelta(minutes=60)


def test_the_days_clock_survives_a_reboot_and_a_changed_clock(material: Material, history: History, clock: Hand):
    """Within a boot the ticks count, across one the wall clock."""
    day = story.start(planned(material, history, clock), history, clock, seed=5)
    clock.wait(timedelta(minutes=10))
    clock.set_wall(timedelta(hours=1))
    same_boot = day.elapsed(clock())
    clock.set_wall(-timedelta(hours=1))
    clock.reboot(timedelta(minutes=3))

    assert (same_boot, day.elapsed(clock())) == (timedelta(minutes=10), timedelta(minutes=13))


def test_a_demonstration_runs_faster(material: Material, history: History, clock: Hand):
    """At sixty times a slot of 45 minutes takes 45 seconds, and its end is told in real time."""
    day = story.start(planned(material, history, clock), history, clock, speed=60.0, seed=5)
    clock.wait(timedelta(seconds=65))

    assert day.now_in(clock()) == 2
    assert day.moment_at(day.plan[2].slot.end, clock()).ticks - clock().ticks == timedelta(seconds=45)
    assert not day.real


def test_one_day_at_a_time(material: Material, history: History, clock: Hand):
    """A second one is refused; given up, finished or forgotten, the first is in nobody's way."""
    plan = planned(material, history, clock)
    first = story.start(plan, history, clock, seed=5)
    with pytest.raises(BadUsage, match="under way"):
        story.start(plan, history, clock, seed=5)
    story.abandon(first, history)
    second = story.start(plan, history, clock, seed=5)
    story.finish(second, history)
    third = story.start(plan, history, clock, seed=5)
    clock.wait(timedelta(hours=40))

    assert story.open_day(history, clock) is None
    assert [each.finished for each in story.days(history)] == [False, True, False]
    assert third.id != second.id


def with_scores(scores: list[float], **changes: object) -> OnSite:
    slots = lay_out(10)
    places = [n for n, slot in enumerate(slots) if slot.kind not in (SlotKind.BREAK, SlotKind.LUNCH)]
    held = {n: Held(ZERO, ZERO, score) for n, score in zip(places, scores, strict=False)}
    fields = {"finished": True, **changes}
    day = OnSite("d", Moment(None, ZERO, "b"), tuple(map(Planned, slots)), held=held)  # type: ignore[arg-type] # no clock
    return replace(day, **fields)  # type: ignore[arg-type] # fields by name


def test_fatigue_needs_two_days():
    """A slope from one day would be chance; demonstrations and days given up tell nothing."""
    falling = with_scores([4, 3.5, 3, 2.5])

    assert fatigue([falling]) is None
    assert fatigue([falling, with_scores([4, 3], speed=60.0)]) is None
    assert fatigue([falling, with_scores([4, 3], finished=False)]) is None
    assert fatigue([falling, with_scores([3, 2.5, 2])]) == (-0.5, 7)


@given(st.lists(st.lists(st.floats(1, 4), min_size=2, max_size=9), min_size=2, max_size=4), st.floats(-1, 1))
def test_a_better_day_is_not_freshness(days: list[list[float]], shift: float):
    """Moving a whole day up or down leaves the slope as it was."""
    moved = [days[0], *([score + shift for score in day] for day in days[1:])]

    before, after = fatigue([with_scores(day) for day in days]), fatigue([with_scores(day) for day in moved])

    assert before is not None
    assert after is not None
    assert before[0] == pytest.approx(after[0], abs=1e-9)


def test_what_to_work_on_are_the_worst_kinds():
    """Three, the lowest first, with their scores; what was below the bar says so."""
    day = with_scores([3.5, 2, 3, 4, 2.5, 1, 3])  # talk, coding, research, soft skills, why, debugging, research

    assert to_work_on(day) == (
        "debugging: 1.0 of 4, below the bar",
        "coding: 2.0 of 4, below the bar",
        "why: 2.5 of 4, below the bar",
    )
    assert to_work_on(day, most=9)[3] == "research: 3.0 of 4"
