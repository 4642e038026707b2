"""The folder of one grading: held by a lock, so that one which outlived its owner is known, and taken away."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MARK = ".prep-scratch"
"""What is in each of our folders, and in nobody else's: a folder without it is left alone, whatever its name."""
YOUNG_SECONDS = 60.0
"""A folder younger than this may belong to a process that is about to lock it."""


class Scratch:
    """A fresh folder; after `kill -9` of its owner the next grading removes it."""

    def __init__(self, prefix: str) -> None:
        for abandoned in _abandoned(prefix):
            _remove(abandoned)
        self.folder = Path(tempfile.mkdtemp(prefix=prefix))
        self._lock = _locked(self.folder)
        (self.folder / MARK).touch()

    def remove(self) -> None:
        """Take it away, with whatever an answer has put into it."""
        _remove(self.folder)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _abandoned(prefix: str) -> Iterator[Path]:
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            about = folder.lstat()
            ours = about.st_uid == os.getuid() and (folder / MARK).is_file()
            if not ours or time.time() - about.st_mtime < YOUNG_SECONDS:
                continue
            if (lock := _locked(folder)) is not None:
                yield folder
                os.close(lock)


def _locked(folder: Path) -> int | None:
    """A descriptor that holds the folder; None while somebody else does."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):  # closed even to its owner, or nested deeper than Python goes
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(folder)], check=False, capture_output=True)
