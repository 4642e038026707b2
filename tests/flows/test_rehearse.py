"""A rehearsal is right to the millisecond, whatever happens to it: the clock is moved by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from desk_makers import Hand
from hypothesis import given, settings
from hypothesis import strategies as st
from talk_makers import a_talk, lectern_at, minutes

from prep.errors import BadUsage, NoSuchThing
from prep.flows import rehearse
from prep.flows.rehearse import Lectern
from prep.model.moment import ZERO
from prep.model.rehearsal import MarkKind, Rehearsal
from prep.model.rubric import JOB_TALK, TIME
from prep.model.standing import Doing, Light, Standing, standing

FULL = minutes(45)
MARKS = {each.id: 3 for each in JOB_TALK.criteria if each.id != TIME}


@pytest.fixture
def lectern(tmp_path: Path, clock: Hand) -> Lectern:
    return lectern_at(tmp_path / "home", clock)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def stands(rehearsal: Rehearsal, lectern: Lectern) -> Standing:
    return standing(rehearsal, lectern.clock())


def begun(lectern: Lectern, slot: timedelta = FULL, **options: object) -> Rehearsal:
    return rehearse.start(a_talk(), lectern, slot=slot, **options)  # type: ignore[arg-type] # options by name


def test_a_whole_rehearsal_is_right_to_the_millisecond(tmp_path: Path, lectern: Lectern, clock: Hand):
    """45 minutes with 20 marks, three questions, a pause, a suspend and a crash: every split is exact."""
    spoken, questions, stopped = [ZERO] * 8, [ZERO] * 8, [ZERO] * 8
    rehearsal = begun(lectern)
    here = 0

    def go(kind: str, span: float) -> None:
        """Time passes, and the test keeps its own account of it."""
        clock.wait(seconds(span))
        account = {"speak": spoken, "ask": questions, "stop": stopped}[kind]
        account[here] += seconds(span)

    def step(move: Callable[[Rehearsal, Lectern], Rehearsal], to: int) -> None:
        nonlocal rehearsal, here
        rehearsal, here = move(rehearsal, lectern), to

    def back(r: Rehearsal, at: Lectern) -> Rehearsal:
        return rehearse.mark(r, MarkKind.BACK, at)

    def stumble(r: Rehearsal, at: Lectern) -> Rehearsal:
        return rehearse.mark(r, MarkKind.STUMBLED, at, word="theorem")

    go("speak", 361.137)
    step(rehearse.next_part, 1)
    go("speak", 42.5)
    step(stumble, 1)
    go("speak", 200.001)
    step(rehearse.toggle_question, 1)
    go("ask", 33.333)
    step(rehearse.toggle_question, 1)
    step(rehearse.next_part, 2)
    go("speak", 500.25)
    step(back, 1)
    go("speak", 12.125)
    step(rehearse.next_part, 2)
    go("speak", 71.0625)
    step(rehearse.toggle_pause, 2)
    go("stop", 95.5)
    step(rehearse.toggle_pause, 2)
    step(rehearse.next_part, 3)
    go("speak", 300)
    rehearsal = rehearse.attend(rehearsal, clock(), lectern)
    last = clock()
    go("stop", 125.875)  # the lid is closed
    rehearsal = rehearse.attend(rehearsal, last, lectern)
    go("speak", 180.5)
    step(rehearse.toggle_question, 3)
    go("ask", 41)
    step(rehearse.toggle_question, 3)
    step(rehearse.next_part, 4)
    go("speak", 250.004)
    rehearsal = rehearse.attend(rehearsal, clock(), lectern)
    go("stop", 61.003)  # a crash: a new process, with nothing but what is on the disk
    lectern = lectern_at(tmp_path / "home", clock)
    resumed = rehearse.resume(lectern)
    rehearsal = resumed.rehearsal
    go("speak", 30)
    step(rehearse.next_part, 5)
    go("speak", 100)
    step(rehearse.toggle_question, 5)
    go("ask", 7.007)
    step(rehearse.toggle_question, 5)
    step(stumble, 5)
    step(rehearse.next_part, 6)
    go("speak", 240.24)
    step(rehearse.next_part, 7)
    go("speak", 48.46)
    step(rehearse.next_part, 7)
    clock.wait(minutes(30))

    rehearsal = rehearse.again(rehearsal.id, lectern)
    end = stands(rehearsal, lectern)
    assert len(rehearsal.marks) == 22
    assert [split.spoken for split in end.splits] == pytest.approx(spoken, abs=timedelta(milliseconds=0.5))
    assert [split.questions for split in end.splits] == pytest.approx(questions, abs=timedelta(milliseconds=0.5))
    assert [split.stopped for split in end.splits] == pytest.approx(stopped, abs=timedelta(milliseconds=0.5))
    assert end.gone == pytest.approx(sum([*spoken, *questions, *stopped], ZERO), abs=timedelta(milliseconds=0.5))
    assert (end.doing, end.asked) == (Doing.FINISHED, 3)
    assert [split.visits for split in end.splits] == [1, 2, 2, 1, 1, 1, 1, 1]
    assert "(1:01)" in resumed.assumed


def test_a_changed_wall_clock_changes_nothing(lectern: Lectern, clock: Hand):
    """Somebody sets the clock, or summer time ends: the slot clock goes on as before."""
    rehearsal = begun(lectern)
    clock.wait(seconds(60))
    clock.set_wall(-minutes(60))
    rehearsal = rehearse.next_part(rehearsal, lectern)
    clock.wait(seconds(30))

    now = stands(rehearse.again(rehearsal.id, lectern), lectern)
    assert now.gone == seconds(90)
    assert [split.spoken for split in now.splits][:2] == [seconds(60), seconds(30)]


def test_after_a_reboot_the_slot_goes_by_the_wall_clock(tmp_path: Path, lectern: Lectern, clock: Hand):
    """The laptop dies for two minutes: they are gone from the slot, and nobody spoke in them."""
    rehearsal = begun(lectern)
    clock.wait(seconds(60))
    rehearse.attend(rehearsal, clock(), lectern)
    clock.reboot(seconds(120))

    resumed = rehearse.resume(lectern_at(tmp_path / "home", clock))

    now = standing(resumed.rehearsal, clock())
    assert now.gone == seconds(180)
    assert (now.splits[0].spoken, now.splits[0].stopped) == (seconds(60), seconds(120))
    assert resumed.assumed.startswith("assumed that nobody spoke from ")
    assert resumed.assumed.endswith("(2:00); the slot clock went on")


def test_a_mark_after_the_last_beat_is_not_counted_twice(lectern: Lectern, clock: Hand):
    """The lid is closed right after a key: nobody spoke from the key on, and not from the beat before it."""
    rehearsal = begun(lectern)
    beat = clock()
    clock.wait(seconds(0.5))
    rehearsal = rehearse.next_part(rehearsal, lectern)
    clock.wait(seconds(60))
    rehearsal = rehearse.attend(rehearsal, beat, lectern)

    now = stands(rehearsal, lectern)
    assert now.gone == seconds(60.5)
    assert (now.splits[0].spoken, now.splits[1].stopped) == (seconds(0.5), seconds(60))


def test_a_pause_survives_moving_on_and_a_crash(tmp_path: Path, lectern: Lectern, clock: Hand):
    """Only going on ends a pause."""
    rehearsal = rehearse.toggle_pause(begun(lectern), lectern)
    rehearsal = rehearse.next_part(rehearsal, lectern)
    clock.wait(seconds(5))
    paused = stands(rehearsal, lectern)
    resumed = rehearse.resume(lectern_at(tmp_path / "home", clock)).rehearsal

    assert (paused.doing, paused.index, paused.speaking, paused.gone) == (Doing.PAUSED, 1, ZERO, seconds(5))
    assert stands(resumed, lectern).doing is Doing.PAUSED
    assert stands(rehearse.toggle_pause(resumed, lectern), lectern).doing is Doing.SPEAKING


@pytest.mark.parametrize("kind", [MarkKind.NEXT, MarkKind.ASKED, MarkKind.PAUSED, MarkKind.STUMBLED])
def test_undo_is_as_if_it_had_not_been(lectern: Lectern, clock: Hand, kind: MarkKind):
    """Time since the mark counts as it would have without it."""
    rehearsal = begun(lectern)
    clock.wait(seconds(10))
    marked = rehearse.mark(rehearsal, kind, lectern)
    clock.wait(seconds(20))

    undone = rehearse.undo(marked, lectern)

    assert len(marked.marks) == 1
    assert stands(undone, lectern) == stands(rehearsal, lectern)
    assert rehearse.undo(undone, lectern) == undone


def test_the_end_can_be_undone(lectern: Lectern, clock: Hand):
    """A clicker that was pressed once too often ends nothing for good."""
    rehearsal = begun(lectern)
    for _ in range(8):
        clock.wait(minutes(5))
        rehearsal = rehearse.next_part(rehearsal, lectern)

    assert rehearsal.finished == clock()
    undone = rehearse.undo(rehearsal, lectern)
    clock.wait(minutes(1))
    assert undone.open
    assert stands(undone, lectern).splits[7].spoken == minutes(6)


def test_what_the_state_does_not_allow_changes_nothing(lectern: Lectern, clock: Hand):
    """Back from the first part, an answer without a question, anything after the end."""
    rehearsal = begun(lectern)
    for kind in (MarkKind.BACK, MarkKind.ANSWERED, MarkKind.WENT_ON):
        assert rehearse.mark(rehearsal, kind, lectern) is rehearsal
    finished = rehearse.mark(rehearsal, MarkKind.FINISHED, lectern)
    for kind in MarkKind:
        assert rehearse.mark(finished, kind, lectern) is finished
    assert rehearse.shorten(finished, minutes(5), lectern) is finished


def test_a_shorter_slot_follows_the_cut_plan(lectern: Lectern, clock: Hand):
    """In eight minutes only what belongs there is spoken; `next` jumps over the rest."""
    rehearsal = begun(lectern, minutes(8))
    seen = [0]
    while not rehearsal.finished:
        rehearsal = rehearse.next_part(rehearsal, lectern)
        seen.append(stands(rehearsal, lectern).index)

    kept = [part.section.title for part in rehearsal.plan.parts if not part.cut]
    assert kept == ["Problem", "Idea", "Evidence", "Limits", "Agenda", "Close"]
    assert seen[:-1] == [0, 2, 3, 5, 6, 7]


def test_starting_late_loses_minutes_of_the_slot(lectern: Lectern, clock: Hand):
    """Twelve minutes are gone: the plan is for 33, the slot clock says so, and the pace is even."""
    rehearsal = begun(lectern, lost=minutes(12))
    now = stands(rehearsal, lectern)

    assert (now.gone, now.left, now.plan.speaking, now.pace) == (minutes(12), minutes(33), minutes(33), ZERO)
    assert rehearsal.mode == "45 min, 12 late"


def test_a_slot_in_which_the_musts_do_not_fit_is_refused(lectern: Lectern):
    """With numbers, and with what would fit."""
    with pytest.raises(BadUsage, match=r"the musts need 5:00, and there are 3:00") as refused:
        begun(lectern, lost=minutes(42))
    assert "--minutes 5" in refused.value.hint


def test_told_to_finish_early_is_planned_again_at_once(lectern: Lectern, clock: Hand):
    """Eight minutes are left: what is to come fits them, and how long it took to move on is measured."""
    rehearsal = begun(lectern)
    clock.wait(minutes(6))
    rehearsal = rehearse.next_part(rehearsal, lectern)
    clock.wait(minutes(4))
    rehearsal = rehearse.shorten(rehearsal, minutes(8), lectern)
    told = stands(rehearsal, lectern)
    clock.wait(seconds(20))
    rehearsal = rehearse.next_part(rehearsal, lectern)
    now = stands(rehearse.again(rehearsal.id, lectern), lectern)

    assert (told.left, told.slot, told.pace) == (minutes(8), minutes(18), ZERO)
    assert told.to_come <= minutes(8)
    assert told.plan.parts[4].cut
    assert now.plan == told.plan
    assert now.cuts[0].adapted == seconds(20)


def test_a_surprise_is_the_seeds(lectern: Lectern, clock: Hand):
    """The same seed has the same surprise in store; it strikes once, when its time has come."""
    rehearsal = begun(lectern, surprise=True, seed=3)
    coming = rehearse.surprise_for(FULL, 3)
    assert rehearsal.surprise == coming
    assert coming.slot < FULL

    clock.wait(max(coming.at - seconds(1), ZERO))
    before = rehearse.surprise_due(rehearsal, stands(rehearsal, lectern)) if coming.at else None
    clock.wait(seconds(1))
    left = rehearse.surprise_due(rehearsal, stands(rehearsal, lectern))
    assert before is None
    assert left is not None
    rehearsal = rehearse.shorten(rehearsal, left, lectern, surprise=True)

    assert stands(rehearsal, lectern).slot == coming.slot
    assert rehearse.surprise_due(rehearsal, stands(rehearsal, lectern)) is None
    assert rehearse.undo(rehearsal, lectern) is rehearsal
    assert rehearsal.mode == "45 min, surprise"


@given(st.integers(0, 2**31 - 1), st.floats(5, 120))
def test_every_surprise_leaves_a_talk(seed: int, slot: float):
    """It is shorter than the slot, never below five minutes, and comes before the middle is over."""
    coming = rehearse.surprise_for(minutes(slot), seed)

    assert minutes(5) <= coming.slot <= max(minutes(slot), minutes(5))
    assert ZERO <= coming.at <= minutes(slot) / 2 + seconds(1)


def test_a_demonstration_runs_faster_and_says_so(lectern: Lectern, clock: Hand):
    """Sixty times: a second is a minute, and the facts keep it apart."""
    rehearsal = begun(lectern, speed=60.0)
    clock.wait(seconds(6))

    assert stands(rehearsal, lectern).gone == minutes(6)
    assert not rehearse.again(rehearsal.id, lectern).real


def test_lights_and_pace_go_by_the_sections_own_budget(lectern: Lectern, clock: Hand):
    """Green, yellow from four fifths on, red over it; within the dead band nobody is told."""
    rehearsal = begun(lectern)
    seen = []
    for span in (minutes(4.7), minutes(0.2), minutes(1.5), minutes(3)):
        clock.wait(span)
        now = stands(rehearsal, lectern)
        seen.append((now.light, now.on_time, now.pace))

    assert seen == [
        (Light.GREEN, True, ZERO),
        (Light.YELLOW, True, ZERO),
        (Light.RED, True, minutes(0.4)),
        (Light.RED, False, minutes(3.4)),
    ]


def test_only_one_is_under_way(lectern: Lectern, clock: Hand):
    """A second one is refused, with what to do; given up or forgotten, the first stands in nobody's way."""
    first = begun(lectern)
    with pytest.raises(BadUsage, match="under way") as refused:
        begun(lectern)
    rehearse.abandon(first, lectern)
    second = begun(lectern)
    clock.wait(timedelta(hours=13))
    third = begun(lectern)

    assert "prep talk resume" in refused.value.hint
    assert len({first.id, second.id, third.id}) == 3
    assert [each.abandoned for each in rehearse.rehearsals(lectern)] == [True, False, False]


def test_nothing_to_resume_is_said(lectern: Lectern):
    """Without a rehearsal, and after its end."""
    with pytest.raises(NoSuchThing, match="no rehearsal is under way"):
        rehearse.resume(lectern)
    rehearse.mark(begun(lectern), MarkKind.FINISHED, lectern)
    with pytest.raises(NoSuchThing):
        rehearse.resume(lectern)


def test_the_self_score_leaves_time_to_the_clock(lectern: Lectern):
    """Every criterion but time is asked, once the talk is over."""
    rehearsal = begun(lectern)
    with pytest.raises(BadUsage, match="not finished"):
        rehearse.score(rehearsal, MARKS, lectern)
    finished = rehearse.mark(rehearsal, MarkKind.FINISHED, lectern)
    assert rehearse.unscored(lectern) == rehearse.again(finished.id, lectern)
    with pytest.raises(BadUsage, match="1 to 4"):
        rehearse.score(finished, {**MARKS, TIME: 4}, lectern)

    scored = rehearse.score(finished, MARKS, lectern, note="slower")

    assert scored.score is not None
    assert (scored.score.marks, scored.score.note) == (MARKS, "slower")
    assert rehearse.unscored(lectern) is None


ACTIONS = ("next", "back", "question", "pause", "stumble", "undo", "shorten", "suspend", "crash")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 400_000)), max_size=25))
def test_no_time_is_lost_or_made(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]):
    """Whatever is pressed: splits and slot clock agree, and reading the journal again gives the same standing."""
    clock = Hand()
    lectern = lectern_at(tmp_path_factory.mktemp("home"), clock)
    rehearsal = begun(lectern)
    start = clock()
    for action, milliseconds in steps:
        last = clock()
        clock.wait(timedelta(milliseconds=milliseconds))
        match action:
            case "next":
                rehearsal = rehearse.next_part(rehearsal, lectern)
            case "back":
                rehearsal = rehearse.mark(rehearsal, MarkKind.BACK, lectern)
            case "question":
                rehearsal = rehearse.toggle_question(rehearsal, lectern)
            case "pause":
                rehearsal = rehearse.toggle_pause(rehearsal, lectern)
            case "stumble":
                rehearsal = rehearse.mark(rehearsal, MarkKind.STUMBLED, lectern)
            case "undo":
                rehearsal = rehearse.undo(rehearsal, lectern)
            case "shorten":
                rehearsal = rehearse.shorten(rehearsal, minutes(10), lectern)
            case "suspend":
                rehearsal = rehearse.attend(rehearsal, last, lectern)
            case _ if rehearsal.open:
                rehearsal = rehearse.resume(lectern).rehearsal

    now, read = stands(rehearsal, lectern), stands(rehearse.again(rehearsal.id, lectern), lectern)
    until = rehearsal.finished or clock()
    parts = (time for split in now.splits for time in (split.spoken, split.questions, split.stopped))
    assert now == read
    assert now.gone == sum(parts, ZERO) == until.ticks - start.ticks
