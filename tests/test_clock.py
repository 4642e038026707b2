"""The one door to time."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime

from prep.clock import now


def test_now_is_utc_and_aware():
    """The wall clock of a moment is this one, in UTC."""
    before = datetime.now(UTC)
    moment = now()

    assert before <= moment.utc <= datetime.now(UTC)
    assert moment.utc.tzinfo is UTC


def test_ticks_go_on_with_time():
    """They never fall, and grow by what passed."""
    before = time.monotonic()
    first = now()
    after = time.monotonic()
    while time.monotonic() < after + 0.05:
        pass
    second = now()
    passed = (second.ticks - first.ticks).total_seconds()

    # The two clocks tick apart by a little: a thousandth is more than any of them is off in so short a time.
    assert 0.05 - 1e-3 <= passed <= time.monotonic() - before + 1e-3


def test_two_processes_agree_on_the_boot():
    """The id of the boot is the machine's, so that a new process can measure from an old one's moment."""
    code = "from prep.clock import now; m = now(); print(m.boot, m.ticks.total_seconds())"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    moment = now()

    assert shown[0] == moment.boot
    assert 0 <= moment.ticks.total_seconds() - float(shown[1]) < 60
