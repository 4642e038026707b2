"""What only an index still knows comes back into the journal, and nothing that cannot be proved whole."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from prep.flows.check_history import check
from prep.history import History
from prep.history.aside import facts_only_in, indexes_aside

FILES = Path(__file__).with_name("files")
DAMAGED = "history.db.damaged-20261101T120000Z"


@pytest.mark.parametrize("left", [None, 0, 1, 700, -30])
def test_a_journal_that_lost_facts_has_them_back(filled, clock, left):
    """Deleted, emptied or cut: what the index held is written again, with or without a question before."""
    places, kept = filled
    whole = places.journal.read_bytes()
    places.journal.unlink() if left is None else places.journal.write_bytes(whole[:left])
    with History.open(places, clock) as history:
        early = len(history.facts())
        found = check(history, places, repair=True)
        again = check(history, places)

        assert history.facts() == kept
        assert len(found.rescued) == len(kept) - early > 0
        assert found.gone == 0
        assert (again.rescued, again.whole) == ((), True)
    assert set(whole.splitlines()) <= set(places.journal.read_bytes().splitlines())


def test_what_was_done_since_the_loss_stays(filled, clock):
    """The journal went away, practice went on, and only then somebody looked: both are there."""
    places, kept = filled
    places.journal.unlink()
    with History.open(places, clock) as history:
        more = [history.add("test.more", "", {"n": n}) for n in range(3)]
        check(history, places)

        assert history.facts() == sorted([*kept, *more], key=lambda fact: fact.id)


def test_an_index_of_the_first_prep_is_searched(places, clock):
    """Facts that only an index of schema 1 knows are as good as any."""
    places.home.mkdir()
    with closing(sqlite3.connect(places.home / "history.db.schema-1")) as sql:
        sql.executescript((FILES / "schema-1.sql").read_text())
    shutil.copy(FILES / "schema-1.jsonl", places.home / "before.jsonl")
    with History.open(places, clock) as history:
        found = check(history, places)

        assert len(found.rescued) == len(history.recorded()) == 38
        assert found.indexes == (places.home / "history.db.schema-1",)
    lines = set((places.home / "before.jsonl").read_bytes().splitlines())
    assert set(places.journal.read_bytes().splitlines()) < lines


def test_the_file_is_read_as_it_lies(filled, clock):
    """Facts that are only in its write-ahead log are found, and no byte of either file changes."""
    places, _ = filled
    with History.open(places, clock) as history:
        history.add("test.more", "", {})
        kept = history.facts()
        for suffix in ("", "-wal"):
            shutil.copy(f"{places.index}{suffix}", places.home / f"{DAMAGED}{suffix}")
    files = [places.home / f"{DAMAGED}{suffix}" for suffix in ("", "-wal")]
    before = [file.read_bytes() for file in files]

    assert sorted(facts_only_in(files[0], ()), key=lambda fact: fact.id) == kept
    assert indexes_aside(places.index) == (files[0],)
    assert [file.read_bytes() for file in files] == before


def test_only_what_is_missing_is_had_back(filled):
    """Facts that the journal has are passed over."""
    places, kept = filled
    known = {fact.id for fact in kept[:15]}

    assert list(facts_only_in(places.index, known)) == kept[15:]


def test_a_row_whose_sum_is_wrong_is_not_believed(filled):
    """Neither changed text, nor a time that is none, nor data that is no JSON, though its sum be right."""
    places, kept = filled
    with closing(sqlite3.connect(places.index)) as sql:
        sql.execute("UPDATE facts SET about = 'someone' WHERE id = ?", (kept[3].id,))
        sql.execute("UPDATE facts SET data = CAST(x'ff22' AS TEXT) WHERE id = ?", (kept[4].id,))
        sql.commit()

    assert list(facts_only_in(places.index, ())) == [*kept[:3], *kept[5:]]


def test_a_damaged_page_costs_its_own_rows_only(places, clock):
    """The rows of every other page are had back."""
    with History.open(places, clock) as history:
        kept = history.add_all([("test.added", f"s-{n % 5}", {"n": n, "text": "x" * 300}) for n in range(200)])
        assert history.facts() == kept
    whole = places.index.read_bytes()
    page = 4096
    counts = []
    for start in range(page, len(whole), page):
        places.index.write_bytes(whole[:start] + b"\xff" * page + whole[start + page :])
        found = {fact.id: fact for fact in facts_only_in(places.index, ())}

        assert set(map(repr, found.values())) <= set(map(repr, kept))
        counts.append(len(found))
    assert sorted(counts)[len(counts) // 2] >= 190
    assert max(counts) == 200


def test_flipped_bits_bring_no_wrong_fact(filled):
    """Whatever is damaged in an index, what comes out of it is what once went in."""
    places, kept = filled
    whole, draw = places.index.read_bytes(), random.Random(11)
    truths = set(map(repr, kept))
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(draw.choice([1, 40])):
            damaged[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        places.index.write_bytes(damaged)

        assert set(map(repr, facts_only_in(places.index, ()))) <= truths


@pytest.mark.parametrize("what", ["nothing", "empty", "text", "another database", "directory", "pipe"])
def test_what_is_no_index_is_passed_over(filled, clock, what):
    """Whatever else lies there under such a name, a check goes on."""
    places, kept = filled
    file = places.home / DAMAGED
    if what == "directory":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "another database":
        with closing(sqlite3.connect(file)) as sql:
            sql.execute("CREATE TABLE facts (name TEXT)")
    elif what != "nothing":
        file.write_bytes(b"" if what == "empty" else b"no database at all" * 500)
    with History.open(places, clock) as history:
        found = check(history, places)

        assert (found.rescued, found.whole) == ((), True)
        assert history.facts() == kept


def test_a_long_line_that_was_set_aside_costs_little_afterwards(filled, clock, monkeypatch):
    """Its bytes became as many empty lines; they are stepped over, not read one by one."""
    places, kept = filled
    with places.journal.open("ab") as file:
        file.write(b"x" * 30_000_000 + b"\n")
    with History.open(places, clock) as history:
        mended = check(history, places, repair=True)
        more = history.add("test.more", "", {})

        assert mended.kept is not None
        assert mended.kept.stat().st_size == 30_000_001
        assert history.facts() == [*kept, more]
        assert check(history, places).whole
