"""A submission is kept before it is graded, and only what was judged is an attempt."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_makers import MINUTE, RIGHT, Hand, desk_at, grading

from prep.catalogue.problems import find_problem
from prep.errors import BadUsage
from prep.flows import practise
from prep.flows.desk import Desk
from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.session import GUESSES, Mode
from prep.places import own_content


def test_what_came_of_it_is_remembered(problem: Problem, desk: Desk, clock: Hand):
    """The text, the minute, the guess and the verdict of each attempt are in the history."""
    session = practise.start(problem, desk)
    desk.workspace.answer("double").write_text(RIGHT)
    clock.wait(4 * MINUTE)
    submitted = practise.submit(session, problem, desk, guess=70)

    (kept,) = practise.again(session.id, desk).attempts
    assert kept == submitted.attempt
    assert (kept.text, kept.elapsed, kept.guess) == (RIGHT, 4 * MINUTE, 70)
    assert kept.verdict is not None
    assert kept.verdict.outcome is Outcome.FAILED


@pytest.mark.parametrize("end", [KeyboardInterrupt(), SystemExit(143), MemoryError()], ids=repr)
def test_the_text_is_kept_before_it_is_graded(problem: Problem, home: Path, clock: Hand, end: BaseException):
    """However the grading ends, the answer as it stood is in the journal, for a new process too."""
    desk = desk_at(home, clock, grading(end))
    session = practise.start(problem, desk)
    desk.workspace.answer("double").write_text(RIGHT)
    with pytest.raises(type(end)):
        practise.submit(session, problem, desk)

    (kept,) = practise.again(session.id, desk_at(home, clock)).attempts
    assert kept.text == RIGHT
    assert kept.verdict is None
    assert not kept.counts


@pytest.mark.parametrize("outcome", [Outcome.GRADER_BROKEN, Outcome.ABORTED])
def test_our_faults_cost_no_attempt(problem: Problem, desk_with, outcome: Outcome):
    """The text is kept, and no attempt is counted."""
    desk = desk_with(outcome)
    session = practise.submit(practise.start(problem, desk), problem, desk).session

    assert len(session.attempts) == 1
    assert session.judged == ()
    assert session.verdict is None


def missing(answer: Path) -> None:
    answer.unlink()


def empty(answer: Path) -> None:
    answer.write_text(" \n")


def binary(answer: Path) -> None:
    answer.write_bytes(b"\x00\x01")


def folder(answer: Path) -> None:
    answer.unlink()
    answer.mkdir()


@pytest.mark.parametrize("spoil", [missing, empty, binary, folder])
def test_what_cannot_be_graded_leaves_no_trace(problem: Problem, desk: Desk, spoil):
    """Nothing to grade is said in words; the history stays as it was."""
    session = practise.start(problem, desk)
    spoil(desk.workspace.answer("double"))
    before = desk.history.facts()
    submitted = practise.submit(session, problem, desk)

    assert submitted.attempt.verdict is not None
    assert submitted.attempt.verdict.outcome is Outcome.NOT_GRADABLE
    assert "answer.py" in submitted.attempt.verdict.message
    assert submitted.session == session
    assert desk.history.facts() == before


@pytest.mark.parametrize("guess", [None, 0, 55, 100])
def test_an_interview_needs_a_guess(problem: Problem, desk: Desk, guess: int | None):
    """The guess comes before the verdict, and is one of five; without it nothing is kept."""
    session = practise.start(problem, desk, mode=Mode.INTERVIEW)
    with pytest.raises(BadUsage, match="guess first"):
        practise.submit(session, problem, desk, guess=guess)

    assert practise.again(session.id, desk).attempts == ()


@pytest.mark.parametrize("guess", GUESSES)
def test_a_guess_is_kept_with_its_attempt(problem: Problem, desk: Desk, guess: int):
    """In an interview each attempt has the chance that was said before it."""
    session = practise.start(problem, desk, mode=Mode.INTERVIEW)

    assert practise.submit(session, problem, desk, guess=guess).attempt.guess == guess


def test_practice_takes_no_guess_for_granted(problem: Problem, desk: Desk):
    """A save is graded without one."""
    session = practise.start(problem, desk)

    assert practise.submit(session, problem, desk).attempt.guess is None


def test_a_given_submission_is_what_is_graded(problem: Problem, home: Path, clock: Hand):
    """The text that settled is graded, whatever the file holds by now."""
    grade_it = grading(Outcome.PASSED)
    desk = desk_at(home, clock, grade_it)
    session = practise.start(problem, desk)
    desk.workspace.answer("double").write_text("half writ")

    attempt = practise.submit(session, problem, desk, submission=from_text("answer.py", RIGHT)).attempt

    assert attempt.text == RIGHT
    assert [submission.text for submission, _ in grade_it.given] == [RIGHT]


def test_the_real_grader_at_the_same_desk(home: Path, clock: Hand):
    """A known mistake fails and is named, the solution passes: the session has both, and its checks came one by one."""
    softmax = find_problem((own_content(),), "stable-softmax")
    desk = desk_at(home, clock, grade)
    session = practise.start(softmax, desk, seed=1)
    answer = desk.workspace.answer("stable-softmax")
    ended: list[str] = []
    answer.write_text((softmax.folder / "mistakes" / "global-max.py").read_text())
    session = practise.submit(session, softmax, desk, on_check=lambda check: ended.append(check.id)).session
    answer.write_text((softmax.folder / "solution.py").read_text())
    session = practise.submit(session, softmax, desk).session

    failed, passed = (attempt.verdict for attempt in session.attempts)
    assert failed is not None
    assert failed.mistakes[0] == "global-max"
    assert ended == [check.id for check in softmax.checks_up_to(1)]
    assert passed is not None
    assert passed.passed
    assert session.measured == 4
