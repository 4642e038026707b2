"""A desk of its own for every story."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from desk_makers import GROWING, Hand, desk_at, grading, problem_in

from prep.flows.desk import Desk
from prep.model.outcome import Outcome
from prep.model.problem import Problem

for shared in ("model", "history"):
    sys.path.append(str(Path(__file__).parent.parent / shared))


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    return problem_in(tmp_path / "pack" / "double")


@pytest.fixture
def growing(tmp_path: Path) -> Problem:
    """Two required stages and an optional one."""
    return problem_in(tmp_path / "pack" / "growing", slug="growing", uuid="u-growing", stages=GROWING)


@pytest.fixture
def desk_with(home: Path, clock: Hand) -> Callable[..., Desk]:
    """A desk whose grader comes to these outcomes."""
    return lambda *outcomes: desk_at(home, clock, grading(*outcomes))


@pytest.fixture
def desk(desk_with: Callable[..., Desk]) -> Desk:
    """A desk whose grader passes nothing."""
    return desk_with(Outcome.FAILED)
