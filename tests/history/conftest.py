"""A home of its own, and a clock that goes on by itself, for every test of the history."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prep.clock import Clock
from prep.history import History
from prep.model.moment import Moment
from prep.places import Places

START = datetime(2026, 11, 23, 14, 22, 4, 123456, tzinfo=UTC)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(home=tmp_path / "home", content=())


@pytest.fixture
def clock() -> Clock:
    seconds = itertools.count()

    def tick() -> Moment:
        passed = timedelta(seconds=next(seconds))
        return Moment(utc=START + passed, ticks=passed, boot="boot")

    return tick


@pytest.fixture
def filled(places, clock):
    """A home with twenty facts in its journal and its index, and those facts."""
    with History.open(places, clock) as history:
        kept = [history.add("test.added", f"session-{n % 3}", {"n": n, "text": "x" * 300}) for n in range(20)]
        assert history.facts() == kept
    return places, kept
