"""One reading of the clocks: the wall time to show, and the boot clock to measure with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Moment:
    """`utc` is aware; `ticks` counts from boot, time asleep included; `boot` names the boot it counts from."""

    utc: datetime
    ticks: timedelta
    boot: str


def between(start: Moment, end: Moment) -> timedelta:
    """How long it really took from `start` to `end`, never negative.

    Within one boot the ticks are right whatever was done to the wall clock; across a reboot only the wall
    clock is left.
    """
    span = end.ticks - start.ticks if start.boot == end.boot else end.utc - start.utc
    return max(span, ZERO)


def clock_face(span: timedelta) -> str:
    """A span as a clock shows it: `9:05`, `1:02:03`, and `-0:30` once the time is over."""
    seconds = round(abs(span).total_seconds())
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    face = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"-{face}" if span < ZERO and face != "0:00" else face
