"""How long it really took, whatever was done to the clocks, and how a clock shows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.model.moment import ZERO, Moment, between, clock_face

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def moment(*, wall: timedelta = ZERO, ticks: timedelta = ZERO, boot: str = "first") -> Moment:
    return Moment(NOON + wall, ticks, boot)


def test_a_changed_wall_clock_changes_nothing():
    """Within one boot only the ticks count: setting the clock back an hour costs and gives nothing."""
    start, end = moment(), moment(wall=-timedelta(hours=1), ticks=5 * MINUTE)

    assert between(start, end) == 5 * MINUTE


def test_across_a_reboot_the_wall_clock_is_what_is_left():
    """Ticks of two boots cannot be subtracted."""
    start = moment(ticks=timedelta(days=9))
    end = moment(wall=7 * MINUTE, ticks=MINUTE, boot="second")

    assert between(start, end) == 7 * MINUTE


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(moment(ticks=-MINUTE), id="ticks"),
        pytest.param(moment(wall=-MINUTE, boot="second"), id="set back before a reboot"),
    ],
)
def test_time_never_runs_backwards(end: Moment):
    """A clock that went backwards gives nothing, never less than nothing."""
    assert between(moment(), end) == ZERO


@pytest.mark.parametrize(
    ("seconds", "face"),
    [
        (0, "0:00"),
        (0.4, "0:00"),
        (-0.4, "0:00"),
        (9, "0:09"),
        (65, "1:05"),
        (599.6, "10:00"),
        (3600, "1:00:00"),
        (3723, "1:02:03"),
        (36_000, "10:00:00"),
        (-30, "-0:30"),
        (-3601, "-1:00:01"),
    ],
)
def test_a_span_as_a_clock_shows_it(seconds: float, face: str):
    """Minutes and seconds, hours where there are any, a minus once the time is over."""
    assert clock_face(timedelta(seconds=seconds)) == face


@given(st.integers(min_value=-400_000, max_value=400_000))
def test_a_clock_face_can_be_read_back(seconds: int):
    """No two whole seconds look alike."""
    face = clock_face(timedelta(seconds=seconds))

    parts = [int(part) for part in face.lstrip("-").split(":")]
    read = sum(part * 60**place for place, part in enumerate(reversed(parts)))
    assert (-read if face.startswith("-") else read) == seconds
