"""One speed check at a time: the machine-wide lock is waited for, let go, and never a reason to fail."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from prep.grader.quiet import Quiet


def test_the_second_waits_for_the_first():
    """Two measurements never overlap: the second begins when the first has let go."""
    first, second = Quiet(), Quiet()
    first.hold()
    waited: list[float] = []
    waiting = threading.Thread(target=lambda: waited.append(second.hold()))
    waiting.start()
    waiting.join(0.2)
    still_waiting = waiting.is_alive()

    first.release()
    waiting.join(10)

    assert still_waiting
    assert waited[0] >= 0.1
    second.release()


def test_the_holder_may_ask_again():
    """A check that measures twice holds one lock, and lets go of it once."""
    first, second = Quiet(), Quiet()

    first.hold()
    first.hold()
    first.release()
    first.release()

    assert second.hold() < 5
    second.release()


def test_waiting_ends_when_the_user_stops_it():
    """Ctrl-C does not have to wait for another program's measurement."""
    first, second = Quiet(), Quiet()
    first.hold()
    began = time.monotonic()

    second.hold(stopped=lambda: True)

    assert time.monotonic() - began < 1
    first.release()
    second.release()


@pytest.mark.parametrize("obstacle", ["directory", "link", "nowhere"])
def test_a_lock_that_cannot_be_had_is_done_without(obstacle: str, scratch: Path, monkeypatch: pytest.MonkeyPatch):
    """Something else where the lock should be (another user may put it there) costs no verdict, and is not followed."""
    lock = scratch / f"prep-quiet-{os.getuid()}.lock"
    if obstacle == "directory":
        lock.mkdir()
    elif obstacle == "link":
        lock.symlink_to(scratch / "elsewhere")
    else:
        monkeypatch.setattr("tempfile.tempdir", str(scratch / "nowhere"))
    quiet = Quiet()

    waited = quiet.hold()
    quiet.release()

    assert waited == 0
    assert not (scratch / "elsewhere").exists()
