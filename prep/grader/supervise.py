"""The grader's one door: a problem and a submission become a verdict."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable

from prep.grader.grading import Grading, OnCheck
from prep.grader.submission import Submission
from prep.grader.trouble import NOT_SHOWN
from prep.grader.warm import Crews, cold_crew
from prep.model.outcome import Outcome, worst
from prep.model.problem import CheckSpec, Problem
from prep.model.verdict import Check, Verdict, judge, named_mistakes

__all__ = ["NOT_SHOWN", "OnCheck", "grade", "new_seed", "transcribe"]


RETRY_WITHIN = 2.0
"""Seconds. What broke later had begun well, and a second try would be late."""


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
    crews: Crews = cold_crew,
) -> Verdict:
    """Grade `submission` against the checks of the stages up to `stage` (all of them by default).

    Never raises for anything the answer does. `stopped()` is asked some twenty times a second; once true, the
    processes are killed and the verdict is `aborted`. `crews` is where the processes come from: the `crew` of a
    `Warm` saves their start, and changes nothing else.
    """
    seed = new_seed() if seed is None else seed
    if submission.refused:
        return Verdict(Outcome.NOT_GRADABLE, seed=seed, message=f"{submission.name} {submission.refused}")
    verdict = _graded(problem, submission, seed, stage, on_check, stopped, crews)
    if verdict.outcome is Outcome.GRADER_BROKEN and crews is not cold_crew and verdict.seconds < RETRY_WITHIN:
        # Perhaps what was kept ready has been killed, or its folder cleared away.
        verdict = _graded(problem, submission, seed, stage, on_check, stopped, cold_crew)
    return verdict


def _graded(
    problem: Problem,
    submission: Submission,
    seed: int,
    stage: int | None,
    on_check: OnCheck | None,
    stopped: Callable[[], bool],
    crews: Crews,
) -> Verdict:
    specs = problem.checks_up_to(problem.last_stage if stage is None else stage)
    began = time.monotonic()
    try:
        with crews(problem) as crew:
            grading = Grading(crew, problem, submission, specs, seed, on_check, stopped, began=began)
            grading.run()
    except OSError as error:  # no room for a scratch folder, no process, no descriptor
        return Verdict(Outcome.GRADER_BROKEN, seed=seed, message=f"the grader could not work: {error}")
    checks = grading.ledger.checks()
    outcome, message = _judged(problem, grading, checks)
    return Verdict(
        outcome,
        checks=checks,
        seconds=round(time.monotonic() - began, 3),
        mistakes=named_mistakes(specs, checks) if outcome.counts and outcome is not Outcome.PASSED else (),
        isolation=grading.ledger.layers,
        output=grading.output,
        seed=seed,
        message=message,
    )


def transcribe(problem: Problem, submission: Submission, check: CheckSpec, *, seed: int) -> tuple[Check, str]:
    """Run one check and write down the calls it makes: the check, and a program (or why there is none)."""
    began = time.monotonic()
    with cold_crew(problem) as crew:
        grading = Grading(crew, problem, submission, (check,), seed, None, lambda: False, began=began, notes="program")
        grading.run()
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
