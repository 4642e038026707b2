"""The index is rebuilt whenever it is in doubt, and nothing is lost by it."""

from __future__ import annotations

import os
import random
import sqlite3

import pytest

from prep.errors import BadContent
from prep.history import History, disk, journal
from prep.history.tables import SCHEMA


def facts_of(places):
    with History.open(places) as history:
        return history.facts()


def kept_aside(places):
    return [file for file in places.home.glob("history.db.damaged-*") if not file.name.endswith(("-wal", "-shm"))]


def rows(places):
    with sqlite3.connect(places.index) as connection:
        found = connection.execute("SELECT id FROM facts ORDER BY id").fetchall()
    connection.close()
    return [id for (id,) in found]


def test_the_index_holds_what_the_journal_holds(filled):
    """After a reading, every fact is in both."""
    places, kept = filled

    assert rows(places) == [fact.id for fact in kept] == [fact.id for fact in journal.read(places.journal).facts]


def test_a_deleted_index_is_built_again(filled):
    """Without an index nothing is missing."""
    places, kept = filled
    places.index.unlink()

    assert facts_of(places) == kept
    assert rows(places) == [fact.id for fact in kept]


def test_an_emptied_index_is_built_again(filled):
    """A file of length zero opens as a healthy database without tables; it is not believed."""
    places, kept = filled
    places.index.write_bytes(b"")

    assert facts_of(places) == kept
    assert not kept_aside(places)


@pytest.mark.parametrize("damage", ["rubbish", "truncated", "a table gone", "rows gone", "another program's"])
def test_a_damaged_index_is_kept_and_built_again(filled, damage):
    """It is moved aside, never deleted, and the user is told."""
    places, kept = filled
    if damage == "rubbish":
        places.index.write_bytes(b"rubbish" * 1000)
    elif damage == "truncated":
        places.index.write_bytes(places.index.read_bytes()[:9000])
    else:
        statement = {
            "a table gone": "DROP TABLE meta",
            "rows gone": "DELETE FROM facts WHERE rowid % 2",
            "another program's": "PRAGMA user_version = 0",
        }[damage]
        with sqlite3.connect(places.index) as connection:
            connection.execute(statement)
        connection.close()
    before = places.index.read_bytes()

    with History.open(places) as history:
        assert history.facts() == kept
        (notice,) = history.notices

    (aside,) = kept_aside(places)
    assert aside.name in notice
    assert damage not in ("rubbish", "truncated") or aside.read_bytes() == before
    assert rows(places) == [fact.id for fact in kept]


def test_any_flipped_bit_of_the_index_changes_no_answer(filled):
    """Wherever the index is damaged, the facts are those of the journal."""
    places, kept = filled
    whole = places.index.read_bytes()
    draw = random.Random(7)

    for place in [*range(0, 100, 9), *(draw.randrange(len(whole)) for _ in range(100))]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << draw.randrange(8)
        places.index.write_bytes(damaged)
        if 60 <= place < 64:  # the number of its schema: a newer one is refused, with advice
            continue
        with History.open(places) as history:
            assert history.facts() == kept, place
            assert history.facts(kinds=["test.added"], about="session-1") == kept[1::3], place


def test_a_stale_index_catches_up(filled, clock):
    """An index that missed facts, restored from a backup or cut off by a kill, reads them from the journal."""
    places, kept = filled
    earlier = places.index.read_bytes()
    with History.open(places, clock) as history:
        more = history.add("test.more", "", {})
        history.facts()
    places.index.write_bytes(earlier)

    assert facts_of(places) == [*kept, more]
    assert not kept_aside(places)


def test_an_index_that_knows_more_than_the_journal_is_not_believed(filled):
    """The journal is the truth: after a power cut or a restored backup it may be the shorter one."""
    places, kept = filled
    lines = places.journal.read_bytes().splitlines(keepends=True)
    places.journal.write_bytes(b"".join(lines[:5]))

    assert facts_of(places) == kept[:5]
    assert rows(kept_aside_as(places)) == [fact.id for fact in kept]


def kept_aside_as(places):
    """The places with the index that was moved aside in its old place."""
    (aside,) = kept_aside(places)
    return type("Places", (), {"index": aside})


def test_an_index_whose_journal_grew_after_a_loss_is_not_believed(filled, clock):
    """A journal that lost its end and grew past it again is told from one that only grew."""
    places, kept = filled
    lines = places.journal.read_bytes().splitlines(keepends=True)
    places.journal.write_bytes(b"".join(lines[:19]))
    with History.open(places, clock) as history:
        later = [history.add("test.later", "", {"text": "y" * 400}) for _ in range(3)]

        assert history.facts() == [*kept[:19], *later]


def test_an_index_of_another_journal_is_not_believed(filled, clock, tmp_path):
    """A journal copied over this one is read from its beginning."""
    places, _ = filled
    other = type(places)(home=tmp_path / "other", content=())
    with History.open(other, clock) as history:
        theirs = [history.add("test.theirs", "", {"text": "z" * 500}) for _ in range(30)]
    places.journal.write_bytes(other.journal.read_bytes())

    assert facts_of(places) == theirs


def test_a_journal_that_went_away_leaves_the_index_aside(filled):
    """With the journal gone the history is empty, but the index may be all that is left, and is kept."""
    places, kept = filled
    places.journal.unlink()

    assert facts_of(places) == []
    assert rows(kept_aside_as(places)) == [fact.id for fact in kept]


def test_a_newer_schema_is_refused(filled):
    """An index of a newer prep is left as it is, with advice."""
    places, _ = filled
    with sqlite3.connect(places.index) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = places.index.read_bytes()

    with pytest.raises(BadContent, match="newer prep") as caught:
        facts_of(places)

    assert "Update prep" in caught.value.hint
    assert places.index.read_bytes() == before


def test_an_index_that_cannot_be_opened_is_done_without(filled, clock):
    """Reading and adding go on, straight from the journal, when the index cannot be."""
    places, kept = filled
    places.index.unlink()
    places.index.mkdir()

    with History.open(places, clock) as history:
        more = history.add("test.more", "", {})

        assert history.facts() == [*kept, more]
        assert history.facts(kinds=["test.more"]) == [more]
    assert journal.read(places.journal).facts == (*kept, more)


def test_a_damaged_index_in_use_is_left_to_its_users(filled):
    """Moving a database that another prep has open would damage the next one; both go on reading."""
    places, kept = filled
    places.index.write_bytes(b"rubbish" * 1000)
    in_use = disk.share(places.home)
    assert in_use is not None

    meanwhile, aside = facts_of(places), kept_aside(places)
    os.close(in_use)

    assert (meanwhile, aside) == (kept, [])
    assert facts_of(places) == kept
    assert kept_aside(places)


def test_the_index_is_written_ahead_and_strict(filled):
    """The mode that lost nothing in a thousand kills, and tables that take no wrong type."""
    places, _ = filled

    with sqlite3.connect(places.index) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchone()
        strict = connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite%'"
        ).fetchall()
    connection.close()

    assert mode == ("wal",)
    assert {name for name, _ in strict} >= {"damaged", "facts", "meta"}
    assert all(is_strict for _, is_strict in strict)
