"""Diagnosis by likeness: what a failed answer returns is laid beside what the known mistakes return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from prep.catalogue.problems import find_problem, read_problem
from prep.grader.likeness import with_likeness
from prep.grader.submission import Submission, from_text, read_submission
from prep.grader.supervise import grade
from prep.grader.warm import Warm
from prep.model.problem import Problem
from prep.model.verdict import Likeness
from prep.places import own_content

LATE_MASK = """
import numpy as np

def sdpa(query, key, value, mask=None):
    weights = np.einsum("bhtd,bhsd->bhts", query, key) / query.shape[-1] ** 0.5
    weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return np.einsum("bhts,bhsd->bhtd", weights if mask is None else weights * mask, value)
"""


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm(spare=False) as kept:
        yield kept


@pytest.fixture(scope="module")
def sdpa() -> Problem:
    return find_problem((own_content(),), "sdpa")


def likeness(problem: Problem, submission: Submission, warm: Warm) -> Likeness | None:
    verdict = grade(problem, submission, seed=5, crews=warm.crew)
    return with_likeness(problem, submission, verdict, crews=warm.crew).likeness


def test_the_same_mistake_in_other_words_is_recognised(sdpa: Problem, warm: Warm):
    """An answer that shares no line with the mistake's file, and gives its results, is told which one it is."""
    found = likeness(sdpa, from_text("answer.py", LATE_MASK), warm)

    assert found is not None
    assert found.mistake == "mask-after-softmax"
    assert found.equal_on == found.of >= 2


@pytest.mark.parametrize("slug", ["sdpa", "adam"])
def test_no_mistake_is_taken_for_another(slug: str, warm: Warm):
    """Of each known mistake either nothing is said, or its own name."""
    problem = find_problem((own_content(),), slug)
    told = {}
    for mistake in problem.mistakes:
        file = read_submission(problem.folder / "mistakes" / f"{mistake.id}.py")
        if (found := likeness(problem, file, warm)) is not None:
            told[mistake.id] = found.mistake

    assert len(told) > len(problem.mistakes) // 2
    assert all(told[id] == id for id in told)


@pytest.mark.parametrize(
    "body",
    ["return value * 0", "raise ValueError('no')", "while True: pass", "return query @ key", "return None"],
)
def test_where_nothing_agrees_nothing_is_said(body: str, sdpa: Problem, warm: Warm):
    """Neither zeros nor errors nor shapes of their own are like a mistake."""
    answer = from_text("answer.py", f"def sdpa(query, key, value, mask=None):\n    {body}\n")
    soon = replace(sdpa, limits=replace(sdpa.limits, call=1.0, check=1.5, submission=4.0))

    assert likeness(soon, answer, warm) is None


def test_it_is_no_part_of_the_verdict(sdpa: Problem, warm: Warm):
    """A pass has no likeness, and what a verdict said before it says afterwards."""
    right = read_submission(sdpa.folder / "solution.py")
    passed = grade(sdpa, right, seed=5, crews=warm.crew)
    wrong = from_text("answer.py", LATE_MASK)
    failed = grade(sdpa, wrong, seed=5, crews=warm.crew)

    told = with_likeness(sdpa, wrong, failed, crews=warm.crew)

    assert with_likeness(sdpa, right, passed, crews=warm.crew) is passed
    assert (told.outcome, told.checks, told.mistakes) == (failed.outcome, failed.checks, failed.mistakes)


def test_a_missing_file_is_no_trouble(sdpa: Problem, warm: Warm, tmp_path: Path):
    """Where a pack has lost a file of a mistake, nothing is said."""
    import shutil

    folder = tmp_path / "sdpa"
    shutil.copytree(sdpa.folder, folder)
    lost = read_problem(folder)
    shutil.rmtree(folder / "mistakes")

    assert likeness(lost, from_text("answer.py", LATE_MASK), warm) is None
