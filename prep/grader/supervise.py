"""The grader's one door: a problem and a submission become a verdict."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable

from prep.grader.grading import Grading, OnCheck
from prep.grader.submission import Submission
from prep.grader.transcript import NOT_SHOWN
from prep.model.outcome import Outcome, worst
from prep.model.problem import CheckSpec, Problem
from prep.model.verdict import Check, Verdict, judge, named_mistakes

__all__ = ["NOT_SHOWN", "OnCheck", "grade", "new_seed", "transcribe"]


def new_seed() -> int:
    """A fresh run seed."""
    return secrets.randbits(31)


def grade(
    problem: Problem,
    submission: Submission,
    *,
    seed: int | None = None,
    stage: int | None = None,
    on_check: OnCheck | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Verdict:
    """Grade `submission` against the checks of the stages up to `stage` (all of them by default).

    Never raises for anything the answer does. `stopped()` is asked some twenty times a second; once true, the
    processes are killed and the verdict is `aborted`.
    """
    seed = new_seed() if seed is None else seed
    if submission.refused:
        return Verdict(Outcome.NOT_GRADABLE, seed=seed, message=f"{submission.name} {submission.refused}")
    specs = problem.checks_up_to(problem.last_stage if stage is None else stage)
    began = time.monotonic()
    try:
        grading = Grading(problem, submission, specs, seed, on_check, stopped)
    except OSError as error:  # no room for a scratch folder, no descriptor left
        return Verdict(Outcome.GRADER_BROKEN, seed=seed, message=f"the grader could not work: {error}")
    try:
        grading.run()
    finally:
        grading.clean_up()
    checks = grading.ledger.checks()
    outcome, message = _judged(problem, grading, checks)
    return Verdict(
        outcome,
        checks=checks,
        seconds=round(time.monotonic() - began, 3),
        mistakes=named_mistakes(specs, checks) if outcome.counts and outcome is not Outcome.PASSED else (),
        isolation=tuple(grading.ledger.isolation or ()),
        output=grading.output,
        seed=seed,
        message=message,
    )


def transcribe(problem: Problem, submission: Submission, check: CheckSpec, *, seed: int) -> tuple[Check, str]:
    """Run one check and write down the calls it makes: the check, and a program (or why there is none)."""
    grading = Grading(problem, submission, (check,), seed, None, lambda: False, transcribe=True)
    try:
        grading.run()
    finally:
        grading.clean_up()
    text = grading.ledger.transcripts.get(check.id, f"{NOT_SHOWN}the check did not come to its end.")
    return grading.ledger.check(check.id), text


def _judged(problem: Problem, grading: Grading, checks: tuple[Check, ...]) -> tuple[Outcome, str]:
    """The outcome of the whole, and what no check could say of it."""
    if grading.aborted:
        return Outcome.ABORTED, "stopped before the end"
    if grading.ledger.broken:
        return Outcome.GRADER_BROKEN, grading.ledger.broken
    outcome = judge(problem, checks)
    if not grading.over:
        return outcome, ""
    required = [check.outcome for check in checks if problem.required(check.stage)]
    if Outcome.NOT_RUN in required:
        outcome = worst((outcome, Outcome.TIMED_OUT))
    return outcome, f"the time for the whole submission ({problem.limits.submission:g} s) was over"


assert sys.platform != "win32", "host and worker talk over UNIX sockets and process groups"
