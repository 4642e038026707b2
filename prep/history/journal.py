"""The truth: `journal.jsonl`, one fact a line, appended and never rewritten.

A line that a kill or a power cut tore stays where it is, is ended by the next append, and reads as damaged.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from prep.errors import BadContent, PrepError
from prep.history import disk
from prep.history.line import decode, encode, salvage
from prep.model.fact import Fact

_ENDS = 256
_LINE = re.compile(rb"[^\n]+")
PIECE = 8 << 20
"""So many bytes are read at a time."""
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
    found = list(pieces(path, offset))
    facts = tuple(fact for each in found for fact in each.facts)
    damaged = tuple(line for each in found for line in each.damaged)
    return Reading(facts, damaged, found[-1].offset if found else offset)


def pieces(path: Path, offset: int = 0) -> Iterator[Reading]:
    """The same, some megabytes of whole lines at a time, so that memory does not grow with the journal."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    except OSError as error:
        raise unreadable(path, error) from error
    with file:
        begin, lines, rest, place = offset, 0, b"", offset
        while more := _some(file, path, place, PIECE):
            place += len(more)
            whole, newline, rest = (rest + more).rpartition(b"\n")
            if newline:
                reading = _lines(whole, offset)
                if reading.damaged:
                    before = lines + _lines_before(file, path, begin)
                    damaged = (replace(line, number=line.number + before) for line in reading.damaged)
                    reading = replace(reading, damaged=tuple(damaged))
                lines += whole.count(b"\n") + 1
                offset = reading.offset
                yield reading


def _lines_before(file: BinaryIO, path: Path, offset: int) -> int:
    """How many lines end before `offset`."""
    return sum(_some(file, path, at, min(PIECE, offset - at)).count(b"\n") for at in range(0, offset, PIECE))


def _some(file: BinaryIO, path: Path, offset: int, most: int) -> bytes:
    try:
        file.seek(offset)
        return file.read(most)
    except OSError as error:
        raise unreadable(path, error) from error


def _lines(held: bytes, offset: int) -> Reading:
    """The facts of these whole lines, of which the first begins at `offset` and has the number 1."""
    facts: list[Fact] = []
    damaged: list[DamagedLine] = []
    number, end = 1, 0
    # Not split at the newlines: a long line that was set aside (`damage`) leaves one for each of its bytes.
    for found in _LINE.finditer(held):
        number += held.count(b"\n", end, found.start())
        end, line = found.end(), found[0]
        try:
            facts.append(decode(line))
        except (ValueError, RecursionError) as error:
            facts += salvage(line)
            damaged.append(DamagedLine(number, offset + found.start(), str(error)))
    return Reading(tuple(facts), tuple(damaged), offset + len(held) + 1)


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


def size(path: Path) -> int:
    """How many bytes it holds; no journal holds none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise unreadable(path, error) from error


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
        raise unreadable(path, error) from error


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


def unreadable(path: Path, error: OSError) -> BadContent:
    """Why the history cannot be read, and what to do."""
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
