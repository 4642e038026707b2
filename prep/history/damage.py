"""What is damaged in a journal, what it may have been, and how it is set aside: copied to a file of its own first.

The journal is otherwise never rewritten. Here, because the user asks for it, the bytes of damaged lines become empty
lines, in place and under the journal's lock: nothing moves, so that a prep that adds at the same moment loses
nothing. The copy is on the disk before, and so are whole facts that were found inside a damaged line: after a kill at
any point nothing is missing, and doing it again goes on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from prep.history import disk
from prep.history.journal import PIECE, not_saved, unreadable
from prep.history.line import decode, encode, salvage

# Not split at the newlines: a long line that was set aside leaves one for each of its bytes.
_LINE = re.compile(rb"[^\n]+")
_HINTS = tuple(re.compile(rb'"%s":"([^"\\]{1,80})"' % name) for name in (b"kind", b"about", b"at", b"id"))


@dataclass(frozen=True)
class Lost:
    """A line that cannot be read: where it is, how long, why, and what of it can still be made out.

    `saved` counts the whole facts inside it, which are not lost.
    """

    number: int
    offset: int
    size: int
    reason: str
    kind: str = ""
    about: str = ""
    at: str = ""
    id: str = ""
    saved: int = 0


@dataclass(frozen=True)
class Examined:
    """A journal, line by line: the ids of its facts, and its damage. The facts themselves may be more than fit.

    `twice` counts ids that stand in it again, `unordered` the facts that came later. `unended` is a last line that is
    whole but for its newline.
    """

    ids: frozenset[str] = frozenset()
    lost: tuple[Lost, ...] = ()
    size: int = 0
    twice: int = 0
    unordered: int = 0
    unended: bool = False


def examine(path: Path) -> Examined:
    """Read every line of a journal, the torn last one too; a newer format is refused."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return Examined()
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        # A line that another prep is just writing is not torn. One that is stopped in the middle is read as it is.
        with suppress(OSError):
            disk.lock(descriptor)
        return _examined(descriptor)
    except OSError as error:
        raise unreadable(path, error) from error
    finally:
        os.close(descriptor)


def set_aside(path: Path, kept: Path) -> Examined:
    """Copy what is damaged to the file `kept` (which is not there yet), then blank it in the journal.

    The answer is what was found; without damage nothing is written.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
        try:
            disk.lock(descriptor)
            found = _examined(descriptor)
            damaged = [os.pread(descriptor, each.size, each.offset) for each in found.lost]
            if damaged:
                _keep(kept, damaged)
            _blank(descriptor, damaged, found)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        return Examined()
    except OSError as error:
        raise not_saved(path, error) from error
    return found


def unused_name(stem: str) -> Path:
    """The first of `stem`, `stem-2`, `stem-3` and so on that names nothing yet."""
    names = (Path(stem if number == 1 else f"{stem}-{number}") for number in count(1))
    return next(name for name in names if not os.path.lexists(name))


def _lines(descriptor: int, size: int) -> Iterator[tuple[int, int, bytes]]:
    """The number, the offset and the content of every line that is not empty; the last one may have no newline."""
    number, begin, rest = 1, 0, b""
    while more := os.pread(descriptor, min(PIECE, size - begin - len(rest)), begin + len(rest)):
        held, newline, rest = (rest + more).rpartition(b"\n")
        end = 0
        for line in _LINE.finditer(held):
            number += held.count(b"\n", end, line.start())
            end = line.end()
            yield number, begin + line.start(), line[0]
        number += held.count(b"\n", end) + len(newline)
        begin += len(held) + len(newline)
    if rest:
        yield number, begin, rest


def _ended(descriptor: int, size: int) -> bool:
    return not size or os.pread(descriptor, 1, size - 1) == b"\n"


def _examined(descriptor: int) -> Examined:
    size = os.fstat(descriptor).st_size
    ids: set[str] = set()
    lost: list[Lost] = []
    greatest, twice, unordered = "", 0, 0
    for number, offset, line in _lines(descriptor, size):
        try:
            facts = [decode(line)]
        except (ValueError, RecursionError) as error:
            facts = salvage(line)
            kind, about, at, id = (
                hit[1].decode("ascii", "replace") if (hit := each.search(line)) else "" for each in _HINTS
            )
            lost.append(Lost(number, offset, len(line), str(error), kind, about, at, id, len(facts)))
        for fact in facts:
            twice += fact.id in ids
            ids.add(fact.id)
            unordered += fact.id < greatest
            greatest = max(greatest, fact.id)
    torn = not _ended(descriptor, size)
    if torn and lost and lost[-1].offset + lost[-1].size == size:
        lost.append(replace(lost.pop(), reason="it is torn: its end was never written, or was cut off since"))
        torn = False
    return Examined(frozenset(ids), tuple(lost), size, twice, unordered, torn)


def _keep(kept: Path, pieces: list[bytes]) -> None:
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        disk.write_whole(descriptor, b"".join(piece + b"\n" for piece in pieces))
        disk.sync(descriptor)
    except OSError:
        with suppress(OSError):
            kept.unlink()
        raise
    finally:
        os.close(descriptor)
    disk.sync_folder(kept.parent)


def _blank(descriptor: int, damaged: list[bytes], found: Examined) -> None:
    if not found.lost and not found.unended:
        return
    inside = [fact for line in damaged for fact in salvage(line)]
    ended = b"" if _ended(descriptor, found.size) else b"\n"
    os.lseek(descriptor, 0, os.SEEK_END)
    try:
        disk.write_whole(descriptor, ended + b"".join(encode(fact) + b"\n" for fact in inside))
        disk.sync(descriptor)
    except OSError:
        with suppress(OSError):
            os.ftruncate(descriptor, found.size)
        raise
    for each in found.lost:
        os.lseek(descriptor, each.offset, os.SEEK_SET)
        disk.write_whole(descriptor, b"\n" * each.size)
    disk.sync(descriptor)
