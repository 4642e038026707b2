"""Marks from 1 to 4, and the one that the facts support."""

from __future__ import annotations

import pytest

from prep.model.rubric import BAR, CODING, MARKS, MEASURED, measured_mark


@pytest.mark.parametrize(
    ("passed", "in_time", "hints", "passing", "mark"),
    [
        (True, True, 0, 9, 4),
        (True, True, 1, 9, 3),
        (True, False, 0, 9, 3),
        (True, False, 3, 9, 3),
        (False, True, 0, 8, 2),
        (False, False, 2, 1, 2),
        (False, True, 0, 0, 1),
        (False, False, 3, 0, 1),
    ],
)
def test_the_measured_mark(passed: bool, in_time: bool, hints: int, passing: int, mark: int):
    """4 passed in time without a hint, 3 passed, 2 some checks, 1 none."""
    assert measured_mark(passed=passed, in_time=in_time, hints=hints, passing=passing) == mark


def test_every_level_of_every_criterion_is_described():
    """Nobody marks themselves against a bare number, and no two levels read the same."""
    for criterion in CODING.criteria:
        assert set(criterion.levels) == set(MARKS)
        assert len(set(criterion.levels.values())) == len(MARKS)
        assert all(criterion.levels.values())


def test_there_are_four_criteria_and_two_are_measured():
    """Problem solving and code have a mark of their own from the facts; 3 is the bar."""
    ids = [criterion.id for criterion in CODING.criteria]

    assert ids == ["problem-solving", "code", "communication", "testing"]
    assert set(MEASURED) < set(ids)
    assert BAR == 3


@pytest.mark.parametrize(
    "change",
    [{"code": 5}, {"code": 0}, {"taste": 3}, {"code": None}],
    ids=["above", "below", "unknown criterion", "left out"],
)
def test_marks_fit_only_if_each_criterion_has_one(change: dict[str, int | None]):
    """Every criterion once, from 1 to 4, and nothing else."""
    right = dict.fromkeys((criterion.id for criterion in CODING.criteria), 3)
    wrong = {id: mark for id, mark in {**right, **change}.items() if mark is not None}

    assert CODING.fits(right)
    assert not CODING.fits(wrong)
