"""The limits that every Unix has: processor time, heap, file size, open files, no core files."""

from __future__ import annotations

import resource
import sys

MOST_FILE_MIB = 16
MOST_OPEN_FILES = 128


def restrict(*, cpu_seconds: int, memory_mib: int) -> list[str]:
    """Set each limit that this system takes; returns the names of those that hold.

    The heap, not the address space: NumPy reserves far more of that than it uses. Never the number of
    processes: it would count every process of the user.
    """
    wanted = {
        "cpu": (resource.RLIMIT_CPU, cpu_seconds),
        "file-size": (resource.RLIMIT_FSIZE, MOST_FILE_MIB * 2**20),
        "open-files": (resource.RLIMIT_NOFILE, MOST_OPEN_FILES),
        "core": (resource.RLIMIT_CORE, 0),
    }
    if sys.platform == "linux":
        wanted["memory"] = (resource.RLIMIT_DATA, memory_mib * 2**20)
    return [name for name, (kind, value) in wanted.items() if _lower(kind, value)]


def _lower(kind: int, value: int) -> bool:
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (ValueError, OSError):
        return False
    return True
