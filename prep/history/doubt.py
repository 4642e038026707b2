"""Why an index is not to be used: SQLite's errors told apart, and what an index says of itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNUSABLE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}


class Doubt(Exception):
    """What the index holds may not be what the journal says."""


class Outdated(Doubt):
    """An earlier prep made the index: it is kept as it is, and another one is built beside it."""

    def __init__(self, schema: int) -> None:
        super().__init__(f"it is of an earlier prep, with schema {schema}")
        self.schema = schema


class Unusable(Exception):
    """The index cannot be opened or written here and now; nothing speaks against what it holds."""


class Held(Unusable):
    """Another program has locked the index, for longer than is worth waiting."""


@contextmanager
def translated() -> Iterator[None]:
    """SQLite's errors, told apart: what speaks against the file, and what only keeps us from using it."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _HELD:
            raise Held(str(error)) from error
        if code in _UNUSABLE:
            raise Unusable(str(error)) from error
        raise Doubt(str(error)) from error
    except UnicodeDecodeError as error:  # SQLite quotes the words of its own tables, and those are damaged
        raise Doubt("it is damaged") from error
