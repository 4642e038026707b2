"""The warm start, as a practice session uses it: all that the bench knows of `prep.grader.warm` is here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prep.grader.submission import Submission
from prep.grader.supervise import grade
from prep.grader.warm import Warm
from prep.model.problem import Problem

SETTLE = 0.3
"""Seconds between two gradings, as between two saves: what a warm start prepares ahead is ready by then."""


@contextmanager
def warm_start() -> Iterator[dict[str, Any]]:
    """What `grade` is to be given beside the answer, for a warm start."""
    with Warm() as warm:
        yield {"crews": warm.crew}


def settle() -> None:
    """Let what comes after a grading come to its end."""
    time.sleep(SETTLE)


def regrade(problem: Problem, submission: Submission, options: dict[str, Any]) -> float:
    """The seconds from request to verdict."""
    settle()
    began = time.perf_counter()
    verdict = grade(problem, submission, seed=1, **options)
    seconds = time.perf_counter() - began
    assert verdict.passed, verdict
    return seconds
