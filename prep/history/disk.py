"""What must have reached the disk before anything is announced: locks, whole writes, folders made to last."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path

PATIENCE = 10.0
_PAUSE = 0.005


def lock(descriptor: int) -> None:
    """Take the exclusive lock of an open file; closing the file gives it back.

    It waits up to `PATIENCE` seconds, for the holder may be stopped (Ctrl-Z) in the middle of a write, and
    waiting for ever without a word is worse than saying so.
    """
    for _ in range(round(PATIENCE / _PAUSE)):
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
    raise TimeoutError(errno.ETIMEDOUT, f"another prep has been holding it for {PATIENCE:.0f} seconds")


def share(folder: Path) -> int | None:
    """A descriptor that says "in use" to `claim` until it is closed; None where folders cannot be locked."""
    return _locked(folder, fcntl.LOCK_SH)


def claim(folder: Path) -> int | None:
    """A descriptor that keeps others from `share` until it is closed; None while anybody shares it."""
    return _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _locked(folder: Path, how: int) -> int | None:
    # The folder itself carries the lock: a lock file would be one more file in the user's home, and SQLite's
    # own locks are lost when the process opens and closes the database file beside it.
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, how)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def write_whole(descriptor: int, content: bytes) -> None:
    """Write all of it, however little the system takes at a time."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync(descriptor: int) -> None:
    """Return once the content is on the disk itself."""
    # macOS: plain fsync stops at the drive's cache, and F_FULLFSYNC is not there on every file system.
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is not None:
        try:
            fcntl.fcntl(descriptor, full)
        except OSError:
            pass
        else:
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Return once the names in this folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, for its owner alone, so that a power cut does not take it back."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)
