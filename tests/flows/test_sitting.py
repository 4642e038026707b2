"""Somebody at a session: saves are graded as they settle, one at a time, and leaving leaves it resumable."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk_makers import MINUTE, RIGHT, STARTER, Hand, desk_at, grading, problem_in

from prep.errors import BadUsage
from prep.flows import practise
from prep.flows.desk import Desk
from prep.flows.sitting import Sitting
from prep.grader.submission import Submission
from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.session import Mode
from prep.model.verdict import Verdict

PASSED, FAILED, ABORTED = Outcome.PASSED, Outcome.FAILED, Outcome.ABORTED


def sit_down(problem: Problem, desk: Desk, **how: Any) -> Sitting:
    return Sitting(practise.start(problem, desk, **how), problem, desk)


def settle(sitting: Sitting) -> bool:
    """Look a few times, as the poll does until something waits to be graded."""
    return any(sitting.saved() for _ in range(4))


def test_a_save_is_graded_once(problem: Problem, desk: Desk):
    """It waits when it has settled; once graded there is nothing to do until the next."""
    sitting = sit_down(problem, desk)
    before = settle(sitting)
    sitting.answer.write_text(RIGHT)
    waits = settle(sitting)
    attempt = sitting.grade()

    assert (before, waits, settle(sitting)) == (False, True, False)
    assert attempt.text == RIGHT
    assert sitting.session.attempts == (attempt,)


def test_the_starter_is_never_graded_by_itself(problem: Problem, desk: Desk):
    """Neither at the start nor after a reset: nobody wrote it. Asked for, it is."""
    sitting = sit_down(problem, desk)
    sitting.answer.write_text(RIGHT)
    settle(sitting)
    sitting.grade()
    sitting.session = practise.reset(sitting.session, problem, desk)

    assert not settle(sitting)
    assert sitting.grade().text == STARTER


def test_what_settled_is_what_is_graded(problem: Problem, desk: Desk):
    """A save that begins between the noticing and the grading is graded after it, whole."""
    sitting = sit_down(problem, desk)
    sitting.answer.write_text(RIGHT)
    settle(sitting)
    sitting.answer.write_text("def double(x):\n    retur")
    attempt = sitting.grade()
    sitting.answer.write_text(RIGHT + "# better\n")
    waits = settle(sitting)

    assert attempt.text == RIGHT
    assert waits
    assert sitting.grade().text == RIGHT + "# better\n"


def test_submitting_by_hand_takes_the_answer_as_it_stands(problem: Problem, desk: Desk):
    """And the same content is not graded again as a save."""
    sitting = sit_down(problem, desk)
    sitting.answer.write_text(RIGHT)
    attempt = sitting.grade()

    assert attempt.text == RIGHT
    assert not settle(sitting)


@pytest.mark.parametrize("mode", [Mode.INTERVIEW, Mode.PRACTISE])
def test_no_grading_on_save_in_an_interview_or_a_pause(problem: Problem, desk: Desk, mode: Mode):
    """In an interview only a submission is graded; in practice a pause holds saves back until it ends."""
    sitting = sit_down(problem, desk, mode=mode)
    if mode is Mode.PRACTISE:
        sitting.session = practise.pause(sitting.session, desk)
    sitting.answer.write_text(RIGHT)
    held_back = not settle(sitting)
    sitting.session = practise.go_on(sitting.session, desk)

    assert held_back
    assert settle(sitting) == (mode is Mode.PRACTISE)


def test_saves_during_a_grading_are_one_more(problem: Problem, home: Path, clock: Hand):
    """However often the file is saved meanwhile, one grading follows, of the newest content."""
    began, may_end = threading.Event(), threading.Event()
    graded: list[str] = []

    def slow(problem: Problem, submission: Submission, **_: Any) -> Verdict:
        graded.append(submission.text)
        began.set()
        assert may_end.wait(20)
        return Verdict(FAILED)

    sitting = sit_down(problem, desk_at(home, clock, slow))
    sitting.answer.write_text("one = 1\n")
    settle(sitting)
    thread = threading.Thread(target=sitting.grade)
    thread.start()
    assert began.wait(20)
    for number in range(5):
        sitting.answer.write_text(f"two = {number}\n")
        sitting.attend()
    may_end.set()
    thread.join(20)
    while settle(sitting):
        sitting.grade()

    assert graded == ["one = 1\n", "two = 4\n"]
    assert [attempt.text for attempt in sitting.session.attempts] == graded


def test_leaving_stops_a_grading(problem: Problem, home: Path, clock: Hand):
    """The grader is asked to stop; what it then says costs no attempt."""
    began = threading.Event()

    def endless(problem: Problem, submission: Submission, *, stopped: Callable[[], bool], **_: Any) -> Verdict:
        began.set()
        deadline = time.monotonic() + 20
        while not stopped() and time.monotonic() < deadline:
            time.sleep(0.01)
        return Verdict(ABORTED if stopped() else FAILED)

    sitting = sit_down(problem, desk_at(home, clock, endless))
    sitting.answer.write_text(RIGHT)
    thread = threading.Thread(target=sitting.grade)
    thread.start()
    assert began.wait(20)
    sitting.leave()
    thread.join(20)

    assert not thread.is_alive()
    assert practise.again(sitting.session.id, sitting.desk).judged == ()


@pytest.mark.parametrize("how_it_ended", [ABORTED, KeyboardInterrupt(), Outcome.GRADER_BROKEN], ids=str)
def test_what_was_not_judged_is_graded_on_coming_back(problem: Problem, home: Path, clock: Hand, how_it_ended):
    """A grading that a kill, a hasty end or our own fault cut short is done again."""
    sitting = sit_down(problem, desk_at(home, clock, grading(how_it_ended)))
    sitting.answer.write_text(RIGHT)
    with contextlib.suppress(KeyboardInterrupt):
        sitting.grade()
    sitting.leave()

    again = Sitting(sitting.session, problem, desk_at(home, clock, grading(PASSED)))

    assert settle(again)
    assert again.grade().text == RIGHT
    assert again.session.passed


def test_what_was_judged_is_not_graded_on_coming_back(problem: Problem, home: Path, clock: Hand):
    """The verdict is remembered; the next save is graded."""
    sitting = sit_down(problem, desk_at(home, clock, grading(FAILED)))
    sitting.answer.write_text(RIGHT)
    sitting.grade()
    sitting.leave()
    clock.wait(60 * MINUTE)

    again = Sitting(sitting.session, problem, desk_at(home, clock, grading(FAILED)))

    assert not settle(again)
    assert again.session.elapsed(clock()) == 0 * MINUTE
    again.answer.write_text(RIGHT + "# more\n")
    assert settle(again)


def test_attending_keeps_the_beat_and_notices_sleep(problem: Problem, desk: Desk, clock: Hand):
    """After a kill the beat says when somebody was there; a gap while sitting is sleep."""
    sitting = sit_down(problem, desk)
    clock.wait(MINUTE / 12)
    sitting.attend()
    attended = clock()
    beat = desk.workspace.last_beat("double", sitting.session.id)
    clock.wait(10 * MINUTE)
    sitting.attend()

    assert beat == attended
    assert sitting.session.elapsed(clock()) == MINUTE / 12


def test_steps_from_elsewhere_are_seen(problem: Problem, desk: Desk):
    """A session that another terminal finished is not graded any more: it is said."""
    sitting = sit_down(problem, desk)
    practise.finish(sitting.session, desk)
    sitting.answer.write_text(RIGHT)

    with pytest.raises(BadUsage, match="is finished"):
        sitting.grade()


def test_a_notebook_is_watched_as_its_code(tmp_path: Path, desk: Desk):
    """Saving a notebook without changing its code is no save; changing a cell is."""
    problem = problem_in(tmp_path / "pack")
    sitting = sit_down(problem, desk, answer="answer.ipynb")
    untouched = settle(sitting)
    text = sitting.answer.read_text()
    sitting.answer.write_text(text.replace('"metadata": {}', '"metadata": {"tags": []}', 1))
    saved_only = settle(sitting)
    sitting.answer.write_text(text.replace("return x", "return 2 * x"))

    assert (untouched, saved_only) == (False, False)
    assert settle(sitting)
    assert sitting.grade().text == RIGHT
