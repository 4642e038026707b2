"""Only time at work counts in practice, and all of it in an interview."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desk_makers import MINUTE, Hand

from prep.errors import BadUsage
from prep.flows import practise, presence
from prep.flows.desk import Desk
from prep.model.moment import ZERO
from prep.model.problem import Problem
from prep.model.session import Mode, Session

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def at_work(session: Session, desk: Desk, clock: Hand, span: timedelta) -> Session:
    """Somebody is there for that long: a beat each second."""
    for _ in range(int(span / SECOND)):
        last = clock()
        clock.wait(SECOND)
        session = presence.attend(session, last, desk)
    return session


def test_the_clock_starts_with_the_session(problem: Problem, desk: Desk, clock: Hand):
    """The problem's minutes are there from the start, and run."""
    session = practise.start(problem, desk)
    clock.wait(3 * MINUTE)

    assert session.remaining(clock()) == 7 * MINUTE


def test_minutes_may_be_others(problem: Problem, desk: Desk, clock: Hand):
    """`--minutes` is kept with the session."""
    assert practise.start(problem, desk, minutes=25).remaining(clock()) == 25 * MINUTE


def test_a_pause_is_not_counted(problem: Problem, desk: Desk, clock: Hand):
    """Pause, an hour, go on: only the work before and after counts; pausing or going on twice changes nothing."""
    session = practise.start(problem, desk)
    clock.wait(MINUTE)
    session = practise.pause(practise.pause(session, desk), desk)
    clock.wait(HOUR)
    session = practise.go_on(practise.go_on(session, desk), desk)
    clock.wait(MINUTE)

    assert session.elapsed(clock()) == 2 * MINUTE


def test_an_interview_does_not_pause(problem: Problem, desk: Desk):
    """The step is refused in words."""
    session = practise.start(problem, desk, mode=Mode.INTERVIEW)

    with pytest.raises(BadUsage, match="does not pause"):
        practise.pause(session, desk)
    assert practise.again(session.id, desk).paused is None


@pytest.mark.parametrize(("mode", "elapsed"), [(Mode.PRACTISE, MINUTE), (Mode.INTERVIEW, 61 * MINUTE)])
def test_leaving_and_coming_back(problem: Problem, desk: Desk, clock: Hand, mode: Mode, elapsed: timedelta):
    """An hour away after leaving in order is not counted in practice, and is in an interview."""
    session = at_work(practise.start(problem, desk, mode=mode), desk, clock, MINUTE)
    presence.leave(session, desk)
    clock.wait(HOUR)
    session = presence.resume(session, problem, desk)

    assert session.elapsed(clock()) == elapsed


@pytest.mark.parametrize(("mode", "elapsed"), [(Mode.PRACTISE, MINUTE), (Mode.INTERVIEW, 61 * MINUTE)])
def test_after_a_kill(problem: Problem, desk: Desk, clock: Hand, mode: Mode, elapsed: timedelta):
    """Nobody said goodbye: the last beat tells when somebody was there; the absence is recorded in any case."""
    session = at_work(practise.start(problem, desk, mode=mode), desk, clock, MINUTE)
    clock.wait(HOUR)
    session = presence.resume(session, problem, desk)

    assert session.elapsed(clock()) == elapsed
    (resumed,) = desk.history.facts(kinds=["session.resumed"])
    assert (resumed.data["why"], resumed.data["away"]) == ("away", 3600.0)


def test_after_a_reboot(problem: Problem, desk: Desk, clock: Hand):
    """Across a reboot the wall clock measures the absence."""
    session = at_work(practise.start(problem, desk), desk, clock, MINUTE)
    clock.reboot(off=HOUR)
    session = presence.resume(session, problem, desk)
    clock.wait(MINUTE)

    assert session.elapsed(clock()) == 2 * MINUTE


def test_a_clock_set_back_changes_nothing(problem: Problem, desk: Desk, clock: Hand):
    """Correcting the wall clock in the middle neither gives nor takes time."""
    session = at_work(practise.start(problem, desk), desk, clock, MINUTE)
    clock.set_wall(-5 * HOUR)
    session = at_work(session, desk, clock, MINUTE)

    assert session.elapsed(clock()) == 2 * MINUTE
    assert not desk.history.facts(kinds=["session.resumed"])


@pytest.mark.parametrize(("mode", "elapsed"), [(Mode.PRACTISE, 2 * MINUTE), (Mode.INTERVIEW, 62 * MINUTE)])
def test_sleep_is_noticed(problem: Problem, desk: Desk, clock: Hand, mode: Mode, elapsed: timedelta):
    """A gap between two beats is sleep: recorded, and only counted in an interview."""
    session = at_work(practise.start(problem, desk, mode=mode), desk, clock, MINUTE)
    last = clock()
    clock.wait(HOUR)
    session = at_work(presence.attend(session, last, desk), desk, clock, MINUTE)

    assert session.elapsed(clock()) == elapsed
    (resumed,) = desk.history.facts(kinds=["session.resumed"])
    assert resumed.data["why"] == "asleep"


def test_a_slow_second_is_not_sleep(problem: Problem, desk: Desk, clock: Hand):
    """A loaded machine that beats every nine seconds loses no time."""
    session = practise.start(problem, desk)
    for _ in range(10):
        last = clock()
        clock.wait(9 * SECOND)
        session = presence.attend(session, last, desk)

    assert session.elapsed(clock()) == 90 * SECOND


def test_sleep_during_a_pause_is_pause(problem: Problem, desk: Desk, clock: Hand):
    """It is not taken off twice."""
    session = practise.pause(at_work(practise.start(problem, desk), desk, clock, MINUTE), desk)
    last = clock()
    clock.wait(HOUR)
    session = practise.go_on(presence.attend(session, last, desk), desk)

    assert session.elapsed(clock()) == MINUTE


def test_an_absence_is_taken_off_once(problem: Problem, desk: Desk, clock: Hand):
    """Submitting twice from a shell after a kill does not take the same hour off twice."""
    session = at_work(practise.start(problem, desk), desk, clock, MINUTE)
    clock.wait(HOUR)
    presence.resume(session, problem, desk)
    clock.wait(MINUTE)
    session = presence.resume(session, problem, desk)

    assert session.elapsed(clock()) == 2 * MINUTE


def test_a_shell_has_no_beats_and_counts(problem: Problem, desk: Desk, clock: Hand):
    """`prep code start` and, much later, `prep code submit`: nobody can know, so the clock ran."""
    session = practise.start(problem, desk)
    clock.wait(HOUR)

    assert presence.resume(session, problem, desk).elapsed(clock()) == HOUR


@pytest.mark.parametrize("end", [practise.finish, lambda session, desk: practise.pause(session, desk, why="parked")])
def test_ending_what_a_kill_left_does_not_count_the_absence(problem: Problem, desk: Desk, clock: Hand, end):
    """Finishing, or parking, the next morning: the night is not part of the session."""
    session = at_work(practise.start(problem, desk), desk, clock, MINUTE)
    clock.wait(9 * HOUR)
    session = end(session, desk)
    clock.wait(HOUR)

    assert session.elapsed(clock()) == MINUTE


def test_an_offer_shows_the_time_that_going_on_leaves(problem: Problem, desk: Desk, clock: Hand):
    """Before anything is recorded, what a kill left is shown as it was left; an interview as it counts."""
    session = at_work(practise.start(problem, desk), desk, clock, MINUTE)
    clock.wait(HOUR)

    assert presence.as_left(session, desk).remaining(clock()) == 9 * MINUTE
    assert not desk.history.facts(kinds=["session.resumed"])


def test_an_interview_is_offered_with_the_time_that_counts(problem: Problem, desk: Desk, clock: Hand):
    """Its clock went on while nobody was there."""
    session = at_work(practise.start(problem, desk, mode=Mode.INTERVIEW), desk, clock, MINUTE)
    clock.wait(5 * MINUTE)

    assert presence.as_left(session, desk).remaining(clock()) == 4 * MINUTE


@pytest.mark.parametrize(("mode", "elapsed"), [(Mode.PRACTISE, 2 * MINUTE), (Mode.INTERVIEW, 62 * MINUTE)])
def test_parked_time(problem: Problem, desk: Desk, clock: Hand, mode: Mode, elapsed: timedelta):
    """Setting an interview aside is no way to stop its clock."""
    session = practise.start(problem, desk, mode=mode)
    clock.wait(MINUTE)
    practise.pause(session, desk, why="parked")
    clock.wait(HOUR)
    session = practise.go_on(session, desk)
    clock.wait(MINUTE)

    assert session.elapsed(clock()) == elapsed


def test_parking_what_is_paused_keeps_the_pause(problem: Problem, desk: Desk, clock: Hand):
    """Paused, parked an hour later, the machine restarted, gone on: the work alone counts."""
    session = practise.start(problem, desk)
    clock.wait(MINUTE)
    session = practise.pause(session, desk)
    clock.wait(HOUR)
    session = practise.pause(session, desk, why="parked")
    clock.reboot(off=HOUR)
    session = practise.go_on(session, desk)

    assert session.elapsed(clock()) == MINUTE


def test_overtime_is_recorded(problem: Problem, desk: Desk, clock: Hand):
    """Nothing ends when the time is over; what it took is kept."""
    session = practise.start(problem, desk)
    clock.wait(13 * MINUTE)
    session = practise.finish(session, desk)
    clock.wait(HOUR)

    assert session.remaining(clock()) == -3 * MINUTE
    assert session.took == 13 * MINUTE


def test_finishing_a_paused_session_ends_it_where_it_stopped(problem: Problem, desk: Desk, clock: Hand):
    """The pause is not part of what it took."""
    session = practise.start(problem, desk)
    clock.wait(MINUTE)
    session = practise.pause(session, desk)
    clock.wait(HOUR)

    assert practise.finish(session, desk).took == MINUTE


def test_leaving_twice_is_leaving_once(problem: Problem, desk: Desk, clock: Hand):
    """A second goodbye adds nothing; a finished session is not paused by leaving."""
    session = presence.leave(practise.start(problem, desk), desk)
    presence.leave(session, desk)
    finished = presence.leave(practise.finish(session, desk), desk)

    assert len(desk.history.facts(kinds=["session.paused"])) == 1
    assert finished.elapsed(clock()) == ZERO
