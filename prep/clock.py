"""The one door to time: everything that depends on it takes a `Clock`, so that a test is a line of arithmetic."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prep.model.moment import Moment

Clock = Callable[[], Moment]


def now() -> Moment:
    """The wall clock (UTC) and the boot clock, which goes on while the machine sleeps."""
    return Moment(utc=datetime.now(UTC), ticks=timedelta(seconds=_boot_seconds()), boot=_boot_id())


def _boot_seconds() -> float:
    # time.monotonic() stops while the machine sleeps, on Linux and macOS alike.
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


@functools.cache
def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        # Without an id the moment of boot itself serves, to the minute: the wall clock may be corrected a little.
        return f"boot-{(time.time() - _boot_seconds()) / 60:.0f}"
