"""The fixtures of a check: `rng`, seeded for it alone, and `source`, the answer's text as data."""

from __future__ import annotations

import numpy as np
import pytest

from prep.checking.source import Source
from prep.grader.host import current


def pytest_configure(config: pytest.Config) -> None:
    """The marks that a check may carry."""
    config.addinivalue_line("markers", "catches(*ids): the known mistakes that fail this check")
    config.addinivalue_line("markers", "stage(number): the stage this check belongs to")
    config.addinivalue_line("markers", "axis(name): the side of the answer it looks at")


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers that depend on the run's seed and the check's name, and on nothing else."""
    return current().rng()


@pytest.fixture
def source() -> Source:
    """The submission as it was read: its text, and questions about its structure."""
    return Source(current().source)
