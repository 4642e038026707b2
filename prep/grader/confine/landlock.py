"""Landlock: which files a process may still open, and that it may not reach out; needs no privilege.

Rules hold for this thread and everything it starts, and cannot be taken back. What the kernel's version (ABI)
does not know is left out; nothing at all on a kernel without it.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from prep.grader.confine.kernel import PR_SET_NO_NEW_PRIVS, prctl, syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
REFER, TRUNCATE = 1 << 13, 1 << 14
_FILE_RIGHTS = 1 << 0 | WRITE_FILE | READ_FILE | TRUNCATE | 1 << 15
_ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP = 0b11
_SIGNALS_AND_ABSTRACT_SOCKETS = 0b11

READ = READ_FILE | READ_DIR
# Regular files and folders; no devices, sockets, pipes or links.
SCRATCH = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE


def abi() -> int:
    """The version this kernel speaks; 0 for none."""
    return max(0, syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION)))


def restrict(
    *, read: Iterable[Path], list_only: Iterable[Path], scratch: Iterable[Path], devices: Iterable[Path]
) -> bool:
    """Close the file system but for these: to read, to list the names in, to work in, to read and write.

    From ABI 4 on TCP is closed too, from 6 on signals to processes outside. Call it before the first thread
    starts. Returns whether it holds.
    """
    version = abi()
    if not version:
        return False
    handled = _ALL_BY_ABI[max(known for known in _ALL_BY_ABI if known <= version)]
    attributes = struct.pack("=Q", handled)
    attributes += struct.pack("=Q", _TCP) if version >= 4 else b""
    attributes += struct.pack("=Q", _SIGNALS_AND_ABSTRACT_SOCKETS) if version >= 6 else b""
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    ruleset = syscall(_CREATE_RULESET, buffer, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        for paths, rights in ((read, READ), (list_only, READ_DIR), (scratch, SCRATCH), (devices, READ | WRITE_FILE)):
            for path in paths:
                _allow(ruleset, path, rights & handled)
        return prctl(PR_SET_NO_NEW_PRIVS, 1) and syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    """One rule; a path that is not there needs none."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, descriptor)
        buffer = ctypes.create_string_buffer(rule, len(rule))
        syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), buffer, ctypes.c_uint32(0))
    finally:
        os.close(descriptor)
