"""The tables of the index, and what keeps them in step: SQLite itself, whoever adds a fact."""

from __future__ import annotations

import sqlite3

from prep.model.correction import CORRECTIONS

SCHEMA = 2
"""Another one, of these tables or of `prep.model.overview`, makes every index be built anew."""

# Before 3.37 SQLite does not know the word.
_STRICT = "STRICT" if sqlite3.sqlite_version_info >= (3, 37) else ""
_CORRECTIONS = ", ".join(f"'{kind}'" for kind in CORRECTIONS)
TABLES = (
    f"""CREATE TABLE facts (id TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, at TEXT NOT NULL,
        data TEXT NOT NULL, sum INTEGER NOT NULL) {_STRICT}""",
    f"""CREATE TABLE damaged (offset INTEGER PRIMARY KEY, number INTEGER NOT NULL,
        reason TEXT NOT NULL) {_STRICT}""",
    f"""CREATE TABLE meta (offset INTEGER NOT NULL, fingerprint TEXT NOT NULL,
        overviews INTEGER NOT NULL) {_STRICT}""",
    # How many facts there are: an answer that lost one to damage is noticed without reading the whole file.
    f"""CREATE TABLE counts (kind TEXT NOT NULL, about TEXT NOT NULL, facts INTEGER NOT NULL,
        PRIMARY KEY (kind, about)) {_STRICT}""",
    """CREATE TRIGGER counted AFTER INSERT ON facts BEGIN
        INSERT OR IGNORE INTO counts VALUES (new.kind, new.about, 0);
        UPDATE counts SET facts = facts + 1 WHERE kind = new.kind AND about = new.about; END""",
    "CREATE INDEX facts_by_kind ON facts (kind)",
    "CREATE INDEX facts_by_about ON facts (about)",
    # Sessions in short: `began` is the fact it began with, `at` when that was, in UTC.
    f"""CREATE TABLE overviews (began TEXT PRIMARY KEY, about TEXT NOT NULL UNIQUE, at TEXT NOT NULL,
        text TEXT NOT NULL, sum INTEGER NOT NULL) {", ".join(filter(None, ("WITHOUT ROWID", _STRICT)))}""",
    "CREATE INDEX overviews_by_at ON overviews (at, about)",
    f"CREATE TABLE stale (about TEXT PRIMARY KEY) {_STRICT}",
    """CREATE TRIGGER told AFTER INSERT ON facts WHEN new.kind LIKE 'session.%' BEGIN
        INSERT OR IGNORE INTO stale VALUES (new.about); END""",
    # What is corrected is a session, or a single fact of one.
    f"""CREATE TRIGGER corrected AFTER INSERT ON facts WHEN new.kind IN ({_CORRECTIONS}) BEGIN
        INSERT OR IGNORE INTO stale VALUES (new.about);
        INSERT OR IGNORE INTO stale SELECT about FROM facts WHERE id = new.about; END""",
    f"PRAGMA user_version = {SCHEMA}",
)
