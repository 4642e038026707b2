"""`--end 14:45`: the next such time on the wall, also in the nights in which the clocks change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from prep.cli.until import end_at
from prep.errors import BadUsage


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "typed", "end"),
    [
        ("2026-11-23 13:00", "14:45", "2026-11-23 13:45"),
        ("2026-11-23 13:00", "18:00", "2026-11-23 17:00"),
        ("2026-11-23 08:00", "9:30", "2026-11-23 08:30"),
        ("2026-11-23 22:50", "00:20", "2026-11-23 23:20"),
        ("2026-03-29 00:30", "03:15", "2026-03-29 01:15"),  # an hour is left out: 45 minutes
        ("2026-10-24 23:30", "03:15", "2026-10-25 02:15"),  # an hour comes twice: 2:45 hours
        ("2026-10-25 00:30", "02:45", "2026-10-25 00:45"),  # its first time
        ("2026-10-25 00:50", "02:30", "2026-10-25 01:30"),  # its second, because the first is over
    ],
)
def test_the_next_time_on_the_wall(now: str, typed: str, end: str):
    """Five minutes to four hours away; over midnight too."""
    assert end_at(typed, utc(now)) == utc(end)


@pytest.mark.parametrize(
    ("now", "typed", "says"),
    [
        ("2026-11-23 13:00", "14:04", "14:04 is 4:00 away"),
        ("2026-11-23 13:00", "18:01", "18:01 is 4:01:00 away"),
        ("2026-11-23 13:00", "13:59", "13:59 is 23:59:00 away"),
        ("2026-03-29 00:30", "02:30", "02:30 is 24:00:00 away"),  # the clock jumps over it
        ("2026-11-23 13:00", "24:00", "'24:00' is no time of day"),
        ("2026-11-23 13:00", "1445", "'1445' is no time of day"),
        ("2026-11-23 13:00", "14:4", "'14:4' is no time of day"),
    ],
)
def test_no_slot_ends_then(now: str, typed: str, says: str):
    """Too near, too far, or no time at all: it is told, with numbers."""
    with pytest.raises(BadUsage, match=says):
        end_at(typed, utc(now))
