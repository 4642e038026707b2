"""Somebody at a mock on-site: what is open ends with its slot, late is late, a crash costs what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from desk_makers import Hand, desk_at, grading, problem_in
from talk_makers import a_talk

from prep.flows import asking, practise, rehearse
from prep.flows import day as story
from prep.flows.asking import Chair
from prep.flows.attending import Attending, House
from prep.flows.rehearse import Lectern
from prep.flows.speaking import finish
from prep.history import History
from prep.model.answer import Answered
from prep.model.day import Slot, SlotKind
from prep.model.moment import ZERO
from prep.model.onsite import Planned, Stands
from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.question import Asker, Question
from prep.model.rubrics import RESEARCH
from prep.model.session import Mode

MINUTE = timedelta(minutes=1)
TALK, CODING, CHAT = 0, 2, 4
PLAN = (
    Planned(Slot(SlotKind.TALK, ZERO, 60 * MINUTE), ("my-talk",)),
    Planned(Slot(SlotKind.BREAK, 60 * MINUTE, 5 * MINUTE)),
    Planned(Slot(SlotKind.CODING, 65 * MINUTE, 45 * MINUTE, "researcher"), ("double",), "motivation/why"),
    Planned(Slot(SlotKind.BREAK, 110 * MINUTE, 5 * MINUTE)),
    Planned(
        Slot(SlotKind.RESEARCH, 115 * MINUTE, 45 * MINUTE, "manager"), ("research/a", "research/b"), "motivation/w"
    ),
)
BANK = tuple(
    Question(f"q{n}", "job-talk", Asker("x", "X", "Somebody.", "Something.", 60), f"{n}?", "x") for n in range(20)
)


@pytest.fixture
def house(home: Path, clock: Hand) -> House:
    home.mkdir()
    desk = desk_at(home, clock, grading(Outcome.PASSED))
    return House(desk, Lectern(desk.history, clock, home / "rehearsal.beat"), Chair(desk.history, clock))


def begun(house: House, clock: Hand, *, speed: float = 1.0) -> Attending:
    return Attending(story.start(PLAN, house.chair.history, clock, seed=5, speed=speed), house)


def at(clock: Hand, attending: Attending, minute: float) -> None:
    """The day's clock shows that many minutes."""
    clock.wait((timedelta(minutes=minute) - attending.elapsed) / attending.day.speed)


def answered(house: House, key: str, mark: int, sitting: str) -> Answered:
    marks = {each.id: mark for each in RESEARCH.criteria}
    given = Answered("", key, "?", "x", house.chair.clock().utc, RESEARCH.id, marks, 60.0, 60, sitting=sitting)
    return asking.answer(given, house.chair)


def test_a_problem_takes_what_is_left_of_its_slot(house: House, clock: Hand, problem: Problem):
    """An interview without a pause, until five minutes before the end; what was open is parked, and said to be."""
    other = problem_in(problem.folder.parent / "other", slug="other", uuid="u-other")
    practise.start(other, house.desk)
    attending = begun(house, clock)
    at(clock, attending, 75)
    attending.open(CODING)

    session, said = attending.begin_session(CODING, problem)

    assert (session.mode, session.minutes) == (Mode.INTERVIEW, 30)
    assert "parked" in said
    assert attending.session(CODING) == session
    assert attending.why_ends(CODING) == 80 * MINUTE
    assert attending.main_ends(CODING) == 105 * MINUTE


def test_the_session_ends_with_its_time_whenever_that_is_seen(house: House, clock: Hand, problem: Problem):
    """After a kill in the slot and a return in the next one: closed, scored, and no minute too long."""
    attending = begun(house, clock)
    at(clock, attending, 65)
    attending.open(CODING)
    session, _ = attending.begin_session(CODING, problem)
    at(clock, attending, 75)
    practise.submit(session, problem, house.desk, guess=70)
    at(clock, attending, 120)

    back = Attending(story.open_day(house.chair.history, clock), house)  # type: ignore[arg-type] # a day is under way
    closed = back.settle()

    assert closed == (CODING,)
    held = back.held(CODING)
    assert (held.score, held.words, held.facts) == (4.0, "passed at 10:00", (session.id,))
    ended = back.session(CODING)
    assert ended is not None
    assert (ended.open, ended.took) == (False, 40 * MINUTE)
    assert back.stands(CHAT) is Stands.WAITS
    assert back.settle() == ()


def test_an_old_session_on_the_problem_is_not_taken_for_this_one(house: House, clock: Hand, problem: Problem):
    """What was begun before somebody came in belongs to another day; it is finished and said to be."""
    old = practise.start(problem, house.desk)
    attending = begun(house, clock)
    at(clock, attending, 65)
    attending.open(CODING)
    before = attending.session(CODING)

    session, said = attending.begin_session(CODING, problem)

    assert before is None
    assert session.id != old.id
    assert "archived" in said
    assert not practise.again(old.id, house.desk).open


def test_a_late_talk_is_shorter(house: House, clock: Hand):
    """Whole minutes are lost of the time to speak; where the musts do not fit any more, questions go first."""
    attending = begun(house, clock)
    talk = a_talk()
    on_time = attending.coming_talk(TALK, talk)
    at(clock, attending, 12.5)
    late = attending.coming_talk(TALK, talk)
    at(clock, attending, 42)
    very_late = attending.coming_talk(TALK, talk)

    assert (on_time.slot, on_time.lost) == (45 * MINUTE, ZERO)
    assert (late.slot, late.lost) == (45 * MINUTE, 12 * MINUTE)
    assert (very_late.slot, very_late.lost) == (18 * MINUTE, ZERO)


def test_a_talk_is_scored_by_its_clock_and_by_you(house: House, clock: Hand):
    """The computed mark for time alone; with the self-score, the mean of all six."""
    attending = begun(house, clock)
    attending.open(TALK)
    rehearsal = attending.coming_talk(TALK, a_talk()).start(house.lectern)
    at(clock, attending, 60)
    attending.end_talk(TALK)
    marks = {"problem": 4, "thread": 4, "depth": 4, "agenda": 4, "questions": 4}
    rehearse.score(rehearse.again(rehearsal.id, house.lectern), marks, house.lectern)

    attending.close(TALK)

    held = attending.held(TALK)
    assert held.score == pytest.approx((5 * 4 + 1) / 6)
    assert held.words == "1:00:00 of 45:00, time mark 1, your own 4.0"
    assert held.facts == (rehearsal.id,)


def test_a_talk_that_a_crash_ended_has_no_score(house: House, clock: Hand):
    """Nobody said the last word: it is kept, and counts for nothing."""
    attending = begun(house, clock)
    attending.open(TALK)
    attending.coming_talk(TALK, a_talk()).start(house.lectern)
    at(clock, attending, 61)

    attending.settle()

    assert (attending.held(TALK).score, attending.held(TALK).words) == (None, "broken off")
    assert rehearse.open_rehearsal(house.lectern) is None


def test_a_rehearsal_in_the_way(house: House, clock: Hand):
    """One whose time is over is given up, and said to be; one that runs is somebody's, and stays."""
    rehearse.start(a_talk(), house.lectern, slot=45 * MINUTE)
    attending = begun(house, clock)
    running = attending.clear_lectern()
    clock.wait(50 * MINUTE)

    assert running == ""
    assert "my-talk" in attending.clear_lectern()
    assert rehearse.open_rehearsal(house.lectern) is None


def test_the_audience_asks_what_fits(house: House, clock: Hand):
    """The talk's own questions first, the same after a crash, without those that are answered; they carry the slot."""
    attending = begun(house, clock)
    attending.open(TALK)
    finish(attending.coming_talk(TALK, a_talk()).start(house.lectern), house.lectern)
    at(clock, attending, 50)

    first = attending.audience(TALK, a_talk(), BANK)
    first.draw()
    first.stop()
    first.score(4)
    again = attending.audience(TALK, a_talk(), BANK)

    assert [first.question.text, len(first.questions)] == ["What is new?", 5]
    assert again.questions[:4] == first.questions[1:]
    assert [each.sitting for each in attending.answers(TALK)] == [f"{attending.day.id}/0"]


def test_questions_are_scored_by_their_mean(house: House, clock: Hand):
    """Of what was answered in this slot, and how much of it that was; notes are kept as they are written."""
    attending = begun(house, clock)
    at(clock, attending, 115)
    attending.open(CHAT)
    for key, mark in (("research/a", 2), ("motivation/w", 4)):
        answered(house, key, mark, attending.sitting(CHAT))
    answered(house, "research/b", 1, "another sitting")
    attending.note(CHAT, " Who decides? The team. ")
    attending.note(CHAT, "  ")

    attending.close(CHAT)

    held = attending.held(CHAT)
    assert (held.score, held.words, held.notes) == (3.0, "2 of 3 answers", ("Who decides? The team.",))
    assert len(held.facts) == 2


def test_a_slot_left_out_is_no_score(house: House, clock: Hand):
    """It is over, and nothing is said of how it would have gone."""
    attending = begun(house, clock)

    attending.leave_out(TALK)

    assert (attending.held(TALK).score, attending.held(TALK).words) == (None, "left out")
    assert attending.to_enter() is None
    assert attending.following() == CODING


def test_the_end_of_a_day_closes_what_is_open(house: House, clock: Hand):
    """Finished early: the slot that is open has its score, what never came is neither missed nor done."""
    attending = begun(house, clock)
    attending.open(TALK)

    attending.finish()

    assert attending.day.finished
    assert attending.held(TALK).words == "not given"
    assert attending.stands(CODING) is Stands.AHEAD
    assert story.open_day(house.chair.history, clock) is None


def test_what_is_answered_in_a_demonstration_counts_for_nothing(house: House, clock: Hand):
    """It is kept and scored in its slot, and no schedule learns of it; a real one is learnt from."""
    shown = begun(house, clock, speed=60.0)
    answered(house, "research/a", 4, shown.sitting(CHAT))
    known = asking.known(house.chair)
    said = asking.next_time("research/a", house.chair)
    real = Attending(replace(shown.day, speed=1.0), house)
    answered(house, "research/b", 4, real.sitting(CHAT))

    assert known == {}
    assert "counts for nothing" in said
    assert list(asking.known(house.chair)) == ["research/b"]
    assert len(shown.answers(CHAT)) == 1


def test_a_problem_of_a_demonstration_was_not_tried(house: House, clock: Hand, problem: Problem):
    """Its session stands in the slot, and is in no list and no statistic; that of a real day is."""
    kept = []
    for speed in (60.0, 1.0):
        attending = begun(house, clock, speed=speed)
        at(clock, attending, 65)
        attending.open(CODING)
        session, _ = attending.begin_session(CODING, problem)
        attending.close(CODING)
        assert attending.held(CODING).facts == (session.id,)
        kept.append((session.id, [each.id for each in practise.sessions(house.desk)]))
        attending.finish()
    (_, after_shown), (real, after_real) = kept

    assert after_shown == []
    assert after_real == [real]


def test_a_demonstration_that_is_given_up_leaves_nothing_open(house: House, clock: Hand, problem: Problem):
    """Its problem ends with it; that of a real day is gone on with."""
    left = []
    for speed in (60.0, 1.0):
        attending = begun(house, clock, speed=speed)
        at(clock, attending, 65)
        attending.open(CODING)
        session, _ = attending.begin_session(CODING, problem)
        attending.abandon()
        assert attending.day.abandoned
        left.append((session.id, [(each.id, each.open) for each in practise.sessions(house.desk)]))
    (_, after_shown), (real, after_real) = left

    assert after_shown == []
    assert after_real == [(real, True)]


def test_moments_of_a_demonstration(house: House, clock: Hand):
    """Before it begins the clock is as fast as any; then an hour of the day is a minute."""
    day = story.start(PLAN, house.chair.history, clock, seed=5, wait=10 * MINUTE, speed=60.0)
    attending = Attending(day, house)

    begins, ends = (day.moment_at(each, clock()).ticks - clock().ticks for each in (ZERO, 60 * MINUTE))
    clock.wait(10 * MINUTE)

    assert (begins, ends) == (10 * MINUTE, 11 * MINUTE)
    assert attending.moment_at(60 * MINUTE).ticks - clock().ticks == MINUTE
    assert attending.current() == 0


def test_another_terminal_may_have_moved_it_on(house: House, clock: Hand, home: Path):
    """What one closes, the other sees at its next look."""
    attending = begun(house, clock)
    other = Attending(story.again(attending.day.id, History.open(house.chair.history._places, clock)), house)
    attending.leave_out(TALK)

    other.settle()

    assert other.stands(TALK) is Stands.DONE
