"""A session's time, phase and marks follow from its facts alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from session_makers import at, attempt, session, verdict

from prep.model.attempt import Attempt
from prep.model.moment import ZERO, Moment
from prep.model.outcome import Outcome
from prep.model.rubric import SelfScore
from prep.model.session import Mode, Phase

MINUTE = timedelta(minutes=1)
PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


@pytest.mark.parametrize(
    ("now", "elapsed"),
    [
        pytest.param(at(0), 0, id="at once"),
        pytest.param(at(4), 4, id="at work"),
        pytest.param(at(4, wall=-300), 4, id="clock set back"),
        pytest.param(at(4, wall=6000), 4, id="clock set forward"),
        pytest.param(at(-300, wall=6, boot="second"), 6, id="reboot"),
        pytest.param(at(-300, wall=-6, boot="second"), 0, id="reboot and clock set back"),
        pytest.param(at(25), 25, id="overtime"),
    ],
)
def test_elapsed_is_real_time_since_the_start(now: Moment, elapsed: int):
    """The boot clock counts; across a reboot the wall clock; never less than nothing."""
    assert session().elapsed(now) == elapsed * MINUTE


def test_uncounted_time_is_taken_away():
    """Pauses, sleep and absence do not count in practise mode."""
    assert session(uncounted=3 * MINUTE).elapsed(at(5)) == 2 * MINUTE


def test_more_uncounted_than_elapsed_is_nothing():
    """A clock set back over a reboot cannot make time negative."""
    assert session(uncounted=9 * MINUTE).elapsed(at(5)) == ZERO


def test_a_pause_stops_the_clock():
    """While paused the time stands where the pause began, whatever was uncounted before."""
    paused = session(paused=at(4), uncounted=MINUTE)

    assert paused.elapsed(at(60)) == 3 * MINUTE
    assert paused.remaining(at(60)) == 7 * MINUTE


def test_an_interview_does_not_stop():
    """An interview that was set aside goes on counting."""
    assert session(mode=Mode.INTERVIEW, paused=at(4), parked=True).elapsed(at(9)) == 9 * MINUTE


def test_overtime_is_negative_time_left():
    """Overtime is allowed, and known."""
    assert session().remaining(at(12)) == -2 * MINUTE


def test_a_finished_session_keeps_its_time():
    """What it took was settled when it finished."""
    finished = session(finished=at(8), took=6 * MINUTE)

    assert finished.elapsed(at(500)) == 6 * MINUTE
    assert not finished.open


@pytest.mark.parametrize(
    ("facts", "phase"),
    [
        ({}, Phase.CLARIFY),
        ({"asks": 2}, Phase.CLARIFY),
        ({"hints": 1}, Phase.CODE),
        ({"attempts": (attempt(),)}, Phase.CODE),
        ({"attempts": (attempt(1, verdict()),), "follow_ups": 1}, Phase.FOLLOW_UPS),
        ({"finished": at(9), "follow_ups": 1}, Phase.SELF_SCORE),
        ({"finished": at(9), "score": SelfScore("coding", {})}, Phase.DONE),
    ],
)
def test_phases(facts: dict[str, object], phase: Phase):
    """Clarify, code, follow-ups, self-score, done: each begins with its own fact."""
    assert session(**facts).phase is phase


@pytest.mark.parametrize("outcome", [Outcome.NOT_GRADABLE, Outcome.GRADER_BROKEN, Outcome.ABORTED])
def test_a_fault_that_is_not_the_answers_costs_no_attempt(outcome: Outcome):
    """What counts is what was judged; the last verdict that counts is the verdict."""
    kept = session(attempts=(attempt(1, verdict(FAILED)), attempt(2, verdict(outcome)), attempt(3)))

    assert [each.elapsed for each in kept.judged] == [MINUTE]
    assert kept.verdict is not None
    assert kept.verdict.outcome is FAILED


@pytest.mark.parametrize(
    ("attempts", "passed_at"),
    [
        pytest.param([], None, id="none"),
        pytest.param([attempt(1, verdict(FAILED))], None, id="failed"),
        pytest.param([attempt(1, verdict(), stage=1)], None, id="a stage is missing"),
        pytest.param([attempt(1, verdict(), stage=1), attempt(2, verdict(), stage=2)], 2, id="all required"),
        pytest.param([attempt(3, verdict(), stage=3)], 3, id="an optional one is open too"),
        pytest.param([attempt(2, verdict(), stage=2), attempt(5, verdict(FAILED), stage=2)], 2, id="broken later"),
        pytest.param([attempt(1, stage=2)], None, id="never judged"),
    ],
)
def test_a_pass_needs_every_required_stage(attempts: list[Attempt], passed_at: int | None):
    """The first attempt that passed with all required stages open is the pass, and it stays one."""
    growing = session(last_stage=2, attempts=tuple(attempts))

    assert growing.passed == (passed_at is not None)
    assert growing.upshot.passing == (passed_at and passed_at * MINUTE)


def test_green_is_of_the_stage_that_is_open():
    """A red check of a stage that is closed again does not matter; one of the open stage does."""
    judged = attempt(1, verdict(FAILED, (1, PASSED), (2, PASSED), (2, FAILED)))

    assert session(stage=1, attempts=(judged,)).green
    assert not session(stage=2, attempts=(judged,)).green
    assert not session(stage=3, attempts=(judged,)).green
    assert not session().green


def test_best_is_the_most_green_checks_of_any_attempt():
    """Partial credit is not lost by a later, worse attempt."""
    better, worse = (verdict(FAILED, *checks) for checks in ([(1, PASSED)] * 3 + [(1, FAILED)], [(1, FAILED)] * 4))

    assert session(attempts=(attempt(1, better), attempt(2, worse))).best == 3
    assert session().best == 0


@pytest.mark.parametrize(
    ("facts", "mark"),
    [
        ({"attempts": (attempt(9, verdict()),)}, 4),
        ({"attempts": (attempt(10, verdict()),)}, 4),
        ({"attempts": (attempt(11, verdict()),)}, 3),
        ({"attempts": (attempt(9, verdict()),), "hints": 1}, 3),
        ({"attempts": (attempt(9, verdict(FAILED, (1, PASSED), (1, FAILED))),)}, 2),
        ({"attempts": (attempt(9, verdict(FAILED)),)}, 1),
        ({}, 1),
    ],
)
def test_the_measured_mark_follows_from_the_attempts(facts: dict[str, object], mark: int):
    """In time means that the passing attempt was, not that the session was finished by then."""
    assert session(finished=at(50), took=50 * MINUTE, **facts).measured == mark


@pytest.mark.parametrize(
    ("facts", "open"),
    [
        ({}, False),
        ({"gave_up": True}, True),
        ({"attempts": (attempt(1, verdict()),)}, True),
        ({"attempts": (attempt(1, verdict(FAILED)),), "hints": 3}, False),
    ],
)
def test_the_solution_opens_after_a_pass_or_a_give_up(facts: dict[str, object], open: bool):
    """Never because hints or time are used up."""
    assert session(**facts).may_see_solution == open
    assert session(finished=at(99), took=99 * MINUTE, **facts).may_see_solution == open


def test_a_verdict_finds_its_attempt():
    """Verdicts may come in any order: each goes to the submission it names."""
    waiting = session(attempts=(attempt(1), attempt(2)))

    judged = waiting.with_verdict("a2", verdict(FAILED)).with_verdict("nobody", verdict())

    assert [each.verdict is not None for each in judged.attempts] == [False, True]
