"""What a grading may leave behind: nothing. Processes are found by what they were started with."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

PATIENCE = 2.0


def processes_of(folder: Path) -> list[int]:
    """Every living process that was started to work inside `folder` (Linux; elsewhere nothing is found).

    Its environment says so, or, where a host keeps that to itself, its command line.
    """
    if sys.platform != "linux":
        return []
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        said = _bytes(entry / "cmdline") + _bytes(entry / "environ")
        if f"TMPDIR={folder}".encode() in said or f'"folder": "{folder}'.encode() in said:
            found.append(int(entry.name))
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # gone meanwhile, or not for us to see
        return b""


def await_no_process_of(folder: Path) -> list[int]:
    """The processes still there after a moment: killing is prompt, being gone takes the kernel an instant."""
    deadline = time.monotonic() + PATIENCE
    while (found := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def await_no_folder_in(folder: Path) -> list[str]:
    """The scratch folders still there after a moment: what is kept warm clears up after it has answered."""
    deadline = time.monotonic() + PATIENCE
    while (
        found := [path.name for path in folder.glob("prep-*") if not path.name.startswith("prep-quiet-")]
    ) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def files_in(folder: Path) -> dict[str, tuple[int, float]]:
    """Every path below `folder`, with size and time of change."""
    return {str(path.relative_to(folder)): (path.lstat().st_size, path.lstat().st_mtime) for path in folder.rglob("*")}
