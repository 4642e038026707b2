"""One speed check at a time on this machine: a lock that every grader of this user takes."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

LONGEST_WAIT = 60.0


class Quiet:
    """A lock over all processes; the kernel lets go of it when its holder dies."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None

    def hold(self, *, stopped: Callable[[], bool] = lambda: False) -> float:
        """Wait for the lock and keep it; returns the seconds waited.

        After a minute it goes on without, and at once where the lock cannot be had (another user's file there).
        """
        began = time.monotonic()
        try:
            self._file = self._file or _open()
        except OSError:
            return 0.0
        while not stopped() and time.monotonic() - began < LONGEST_WAIT:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.02)
            else:
                break
        return time.monotonic() - began

    def release(self) -> None:
        """Let the next one measure."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _open() -> IO[bytes]:
    path = Path(tempfile.gettempdir()) / f"prep-quiet-{os.getuid()}.lock"
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600), "rb")
