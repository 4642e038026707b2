"""What an index file still holds that the journal does not: the last place where a lost fact may be.

An index is set aside when it is in doubt, and with it what only it knew. Its file is read as it lies, and nothing in
it is changed; a row is believed by its own sum, so that the rest of the file may be damaged.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from prep.history.line import decode, encode
from prep.model.fact import Fact

# The same in every schema so far.
_ASK = "SELECT id, kind, about, at, data, sum FROM facts NOT INDEXED"
_LEAST_ROW = 90
"""No row takes fewer bytes: an id and a time alone are 68."""
_PARTS = ("-wal", "-shm", "-journal")
# Of a damaged schema the error's own words may not be text.
_DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)


def indexes_aside(index: Path) -> tuple[Path, ...]:
    """The indexes that were set aside beside this one: damaged ones, and those of an earlier prep."""
    with suppress(OSError):
        beside = index.parent.glob(f"{index.name}.*")
        return tuple(sorted(file for file in beside if file.is_file() and not file.name.endswith(_PARTS)))
    return ()


def facts_only_in(index: Path, known: Collection[str]) -> Iterator[Fact]:
    """The facts of an index whose ids are not among those known; none of a file that cannot be read as one."""
    with suppress(OSError, sqlite3.Error, UnicodeDecodeError):
        size = index.stat().st_size
        # Where a folder may not be written, a database with a write-ahead log opens only as one that never changes.
        for how in ("mode=ro", "mode=ro&immutable=1"):
            with closing(sqlite3.connect(f"{index.absolute().as_uri()}?{how}", uri=True, timeout=1)) as sql:
                # Damaged text must not end the reading; its sum gives it away.
                sql.text_factory = lambda held: held.decode("utf-8", "replace")
                try:
                    sql.execute("PRAGMA user_version").fetchone()
                except sqlite3.OperationalError:
                    continue
                rows = (row for row in _rows(sql, size // _LEAST_ROW) if row[0] not in known)
                yield from (fact for row in rows if (fact := _verified(row)))
                return


def _rows(sql: sqlite3.Connection, most: int) -> Iterator[tuple[object, ...]]:
    """Every row that can be reached; a row may come twice."""
    try:
        yield from sql.execute(_ASK)
    except _DAMAGED:
        # One page is damaged, and the scan ends there. Rows are numbered from 1 on: each one is looked for by itself.
        for number in range(1, most + 1):
            with suppress(*_DAMAGED):
                yield from sql.execute(f"{_ASK} WHERE rowid = ?", (number,))


def _verified(row: tuple[object, ...]) -> Fact | None:
    """The fact of a row as `index` writes it, if its sum is right and the journal can hold it."""
    *texts, sum = row
    if not all(isinstance(text, str) for text in texts) or zlib.crc32("\x1f".join(map(str, texts)).encode()) != sum:
        return None
    id, kind, about, at, data = map(str, texts)
    with suppress(ValueError, TypeError, RecursionError):
        return decode(encode(Fact(id=id, kind=kind, about=about, at=datetime.fromisoformat(at), data=json.loads(data))))
    return None
