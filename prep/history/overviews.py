"""Sessions in short, kept in the index: ten thousand are read without a single one of their submissions.

Facts that arrive mark their session as stale (by triggers), and the next reading writes it anew. Sessions
that are open are not kept in short: somebody is at them, and goes on from what was submitted last.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from prep.model.correction import CORRECTIONS, corrected
from prep.model.fact import Fact
from prep.model.overview import overview_text
from prep.model.record import SESSION_KINDS, sessions_from
from prep.model.session import Session

AT_ONCE = 100
"""So many are read together."""
Ask = Callable[..., list[Fact]]
"""`Index.facts`: the facts of some kinds, about something."""
T = TypeVar("T")
Read = Callable[[Sequence[tuple[str, str]]], Iterator[T]]
"""What becomes of sessions that are over, from pairs of id and `overview_text`."""


def any_stale(sql: sqlite3.Connection) -> bool:
    """Whether facts arrived since the overviews were written."""
    return bool(sql.execute("SELECT EXISTS (SELECT 1 FROM stale)").fetchone()[0])


def counted(sql: sqlite3.Connection) -> int:
    """How many there are."""
    return int(sql.execute("SELECT overviews FROM meta").fetchone()[0])


def refresh(sql: sqlite3.Connection, ask: Ask) -> None:
    """Write those anew that are stale, in the transaction that is open."""
    corrections = _by_about(ask(CORRECTIONS))
    for (about,) in sql.execute("SELECT about FROM stale").fetchall():
        sql.execute("DELETE FROM overviews WHERE about = ?", (about,))
        facts = ask(SESSION_KINDS, about)
        for session in _session(facts, corrections):
            began = next(fact.id for fact in facts if fact.kind == "session.started")
            at = session.started.utc.isoformat(timespec="microseconds")
            row = (began, about, at, "" if session.open else overview_text(session))
            sql.execute("INSERT INTO overviews VALUES (?, ?, ?, ?, ?)", (*row, _sum(*row)))
    sql.execute("DELETE FROM stale")
    sql.execute("UPDATE meta SET overviews = (SELECT count(*) FROM overviews)")


def sessions(sql: sqlite3.Connection, ask: Ask, read: Read[T], newest: int | None = None) -> Iterator[Session | T]:
    """Every session by its start, or so many, the newest first: open ones in full, the others as they are read.

    Damage is a `ValueError`.
    """
    order = "began" if newest is None else "at DESC, about DESC LIMIT ?"
    number = 0
    rows = sql.execute(f"SELECT * FROM overviews ORDER BY {order}", () if newest is None else (newest,))
    while some := rows.fetchmany(AT_ONCE):
        if any(_sum(*texts) != sum for *texts, sum in some):
            raise ValueError("an overview in it is damaged")
        number += len(some)
        over = read([(about, text) for _, about, _, text, _ in some if text])
        for _, about, _, text, _ in some:
            yield from (next(over),) if text else _session(ask(SESSION_KINDS, about), _by_about(ask(CORRECTIONS)))
    if number != (counted(sql) if newest is None else min(newest, counted(sql))):
        raise ValueError("overviews are missing from it")


def _session(facts: list[Fact], corrections: Mapping[str, list[Fact]]) -> tuple[Session, ...]:
    """The session that these facts tell of, as the corrections leave it; none if it is voided or has no beginning."""
    about = dict.fromkeys(text for fact in facts for text in (fact.about, fact.id))
    return sessions_from(corrected(facts, [each for text in about for each in corrections.get(text, ())]))


def _by_about(facts: list[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.about, []).append(fact)
    return found


def _sum(*texts: str) -> int:
    return zlib.crc32("\x1f".join(texts).encode())
