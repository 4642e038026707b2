"""The few calls to Linux that Python has no name for; on any other system each of them says no."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

_CAPABILITY_VERSION = 0x20080522

LINUX = sys.platform == "linux"
MACHINE = platform.machine()
_libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, argument: int = 0) -> bool:
    """One process attribute; False where the kernel, or this system, refuses."""
    if not LINUX:
        return False
    words = (ctypes.c_ulong(word) for word in (argument, 0, 0, 0))
    return int(_libc.prctl(ctypes.c_int(option), *words)) == 0


def syscall(number: int, *arguments: object) -> int:
    """A system call by its number: its result, or -1."""
    return int(_libc.syscall(ctypes.c_long(number), *arguments)) if LINUX else -1


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when `parent` ends, and end now if it is gone already."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(113)


def drop_capabilities() -> bool:
    """Give up an administrator's rights, where this process has them; what it owns stays its own."""
    header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
    return LINUX and int(_libc.capset(header, bytes(24))) == 0


def adopt_orphans() -> bool:
    """Have every descendant whose parent ends become a child of this process."""
    return prctl(PR_SET_CHILD_SUBREAPER, 1)


def be_unreadable(value: bool = True) -> bool:
    """Close this process' memory and descriptors to others of the same user (under /proc, or by ptrace)."""
    return prctl(PR_SET_DUMPABLE, 0 if value else 1)


def tasks() -> int:
    """How many threads this process has; 1 where that cannot be seen."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1
