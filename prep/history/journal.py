"""The truth: `journal.jsonl`, one fact a line, appended and never rewritten.

A line that a kill or a power cut tore stays where it is, is ended by the next append, and reads as damaged.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from prep.errors import BadContent, PrepError
from prep.history import disk
from prep.history.line import decode, encode, salvage
from prep.model.fact import Fact

_ENDS = 256
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class NotSaved(PrepError):
    """The history could not be written: what was just done is not kept, everything before is."""

    exit_code = 3


@dataclass(frozen=True)
class DamagedLine:
    """A line that is not one whole fact: its number (from 1), where it begins, and what is wrong."""

    number: int
    offset: int
    reason: str


@dataclass(frozen=True)
class Reading:
    """What the journal holds from one offset to the next; a last line without its newline is not read yet."""

    facts: tuple[Fact, ...]
    damaged: tuple[DamagedLine, ...]
    offset: int


def read(path: Path, offset: int = 0) -> Reading:
    """The facts from `offset` (the start of a line) on, and the damaged lines; no journal is an empty one."""
    held = content(path, offset)
    facts: list[Fact] = []
    damaged: list[DamagedLine] = []
    number = start = 0
    while (end := held.find(b"\n", start)) >= 0:
        number += 1
        line = held[start:end]
        try:
            if line:
                facts.append(decode(line))
        except (ValueError, RecursionError) as error:
            facts += salvage(line)
            damaged.append(DamagedLine(number, offset + start, str(error)))
        start = end + 1
    if damaged and offset:
        before = content(path, 0)[:offset].count(b"\n")
        damaged = [DamagedLine(line.number + before, line.offset, line.reason) for line in damaged]
    return Reading(tuple(facts), tuple(damaged), offset + start)


def append(path: Path, facts: Iterable[Fact]) -> None:
    """Add facts in one write and return once they are on the disk; else `NotSaved`, and nothing is added."""
    payload = b"".join(encode(fact) + b"\n" for fact in facts)
    if not payload:
        return
    try:
        disk.make_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            disk.lock(descriptor)
            _append_whole(descriptor, path.parent, payload)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise not_saved(path, error) from error


def fingerprint(path: Path, offset: int) -> str:
    """What tells the first `offset` bytes from those of another journal: a hash of both their ends.

    Every line ends in an id and a sum of its own, so the end alone names the whole. Empty if the journal is
    shorter than that.
    """
    try:
        with path.open("rb") as file:
            if not 0 <= offset <= os.fstat(file.fileno()).st_size:
                return ""
            size = min(offset, _ENDS)
            head = file.read(size)
            file.seek(offset - size)
            return hashlib.sha256(head + file.read(size)).hexdigest()
    except FileNotFoundError:
        return "" if offset else hashlib.sha256().hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _append_whole(descriptor: int, folder: Path, payload: bytes) -> None:
    before = os.fstat(descriptor).st_size
    if before == 0:
        # Before the first line, so that a journal with anything in it is known to have its name on the disk.
        disk.sync_folder(folder)
    elif os.pread(descriptor, 1, before - 1) != b"\n":
        payload = b"\n" + payload
    try:
        disk.write_whole(descriptor, payload)
        disk.sync(descriptor)
    except OSError:
        with suppress(OSError):
            os.ftruncate(descriptor, before)
        raise


def content(path: Path, offset: int) -> bytes:
    """The bytes from `offset` on; no journal is an empty one."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> BadContent:
    return BadContent(
        f"the history cannot be read: {path}: {error.strerror}",
        hint="Make it a file that you may read, or point PREP_HOME at another folder.",
    )


def not_saved(path: Path, error: OSError) -> NotSaved:
    """Why something could not be kept, and what to do."""
    if error.errno in _FULL:
        why, then = "the disk is full", "Free some space and do it again."
    elif error.errno in _FORBIDDEN:
        why, then = (
            "writing there is not allowed",
            "Make it writable, or point PREP_HOME at a folder of your own.",
        )
    elif isinstance(error, TimeoutError):
        why, then = str(error.strerror), "Look for a stopped one (`jobs`, then `fg`), and do it again."
    else:
        why, then = str(error.strerror), "Put that right and do it again."
    return NotSaved(f"history NOT saved: {why} ({path})", hint=f"{then} Everything saved before is whole.")
