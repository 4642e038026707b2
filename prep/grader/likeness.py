"""Diagnosis by likeness: a failed answer whose results are, to rounding, those of a known mistake.

The checks that failed are run again, with the same seed, on the answer, on the solution and on the mistakes.
Where the answer's result is not the solution's, it is laid beside the mistake's. This comes after the verdict,
is no part of it, and says nothing unless every such result agrees.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import replace

from prep.errors import PrepError
from prep.grader.grading import Grading
from prep.grader.submission import Submission, read_submission
from prep.grader.warm import Crews, cold_crew
from prep.model.outcome import Outcome
from prep.model.problem import CheckSpec, Problem
from prep.model.verdict import MEASURED_AXES, Likeness, Verdict

MOST_CHECKS = 6
MOST_SECONDS = 5.0
FEWEST_NUMBERS = 3
"""Where only one input went wrong, so many of its numbers must be wrong: fewer may agree by chance."""
RELATIVE, ABSOLUTE = 1e-6, 1e-9

Result = tuple[str, str, list[float]]
"""A mark of what was asked, the shape of what came back, and its numbers."""
Results = dict[tuple[str, int], Result]
"""The results of a submission by check and place in it."""


def with_likeness(
    problem: Problem,
    submission: Submission,
    verdict: Verdict,
    *,
    stopped: Callable[[], bool] = lambda: False,
    crews: Crews = cold_crew,
) -> Verdict:
    """The verdict with the known mistake whose results the answer gives, if there is one."""
    specs = _failed(problem, verdict)
    if not specs:
        return verdict

    ends = time.monotonic() + MOST_SECONDS

    def results_of(answer: Submission) -> Results:
        return _results(problem, answer, specs, verdict.seed, lambda: stopped() or time.monotonic() > ends, crews)

    try:
        found = _likeness(problem, verdict, results_of(submission), results_of)
    except (OSError, PrepError):  # a file of the problem's that is gone: then nothing is said
        return verdict
    return replace(verdict, likeness=found)


def _failed(problem: Problem, verdict: Verdict) -> tuple[CheckSpec, ...]:
    """The checks that came to their end with a wrong result."""
    failed = {
        check.id for check in verdict.checks if check.outcome is Outcome.FAILED and check.axis not in MEASURED_AXES
    }
    return tuple(spec for spec in problem.checks if spec.id in failed)[:MOST_CHECKS]


def _likeness(
    problem: Problem, verdict: Verdict, ours: Results, results_of: Callable[[Submission], Results]
) -> Likeness | None:
    right = results_of(read_submission(problem.folder / "solution.py"))
    wrong = {place: mine for place, mine in ours.items() if place in right and _differ(mine, right[place])}
    if len(wrong) < 2 and sum(_telling(mine, right[place]) for place, mine in wrong.items()) < FEWEST_NUMBERS:
        return None
    named = [mistake for id in verdict.mistakes if (mistake := problem.mistake(id)) is not None]
    for mistake in (*named, *(each for each in problem.mistakes if each not in named)):
        theirs = results_of(read_submission(problem.folder / "mistakes" / f"{mistake.id}.py"))
        if all(place in theirs and _equal(mine, theirs[place]) for place, mine in wrong.items()):
            return Likeness(mistake.id, len(wrong), len(wrong))
    return None


def _differ(one: Result, other: Result) -> bool:
    """Whether the same inputs gave two results that are not the same to rounding."""
    return one[0] == other[0] and not _equal(one, other)


def _equal(one: Result, other: Result) -> bool:
    """Whether the same inputs gave the same result, to rounding."""
    (asked, shape, numbers), (asked_too, shape_too, numbers_too) = one, other
    return asked == asked_too and shape == shape_too and all(map(_close, numbers, numbers_too))


def _telling(mine: Result, right: Result) -> int:
    """How many numbers are wrong, and not merely missing."""
    return sum(math.isfinite(one) and not _close(one, other) for one, other in zip(mine[2], right[2], strict=False))


def _close(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _results(
    problem: Problem,
    submission: Submission,
    specs: tuple[CheckSpec, ...],
    seed: int,
    stopped: Callable[[], bool],
    crews: Crews,
) -> Results:
    """What `submission` returns to these checks."""
    with crews(problem) as crew:
        grading = Grading(
            crew, problem, submission, specs, seed, None, stopped, began=time.monotonic(), notes="results"
        )
        grading.run()
    found: Results = {}
    for check, text in grading.ledger.transcripts.items():
        for place, (asked, shape, numbers) in enumerate(json.loads(text)):
            found[check, place] = asked, shape, numbers
    return found
