"""Damage of journal and index at once is never silent, and every fact that is in one of the two is had back."""

from __future__ import annotations

import os
import random
import shutil

import pytest

from prep.errors import BadContent
from prep.flows.check_history import check
from prep.history import History, disk

FLIPS = int(os.environ.get("PREP_KILLS", "40"))


@pytest.fixture
def rotten(filled):
    """A way to open the home of twenty facts with these bytes as its journal and its index."""
    places, kept = filled
    whole = places.journal.read_bytes(), places.index.read_bytes()

    def spoilt(journal: bytes | None = None, index: bytes | None = None):
        shutil.rmtree(places.home)
        disk.make_folder(places.home)
        places.journal.write_bytes(whole[0] if journal is None else journal)
        places.index.write_bytes(whole[1] if index is None else index)
        return places

    return spoilt, whole, kept


def flipped(content: bytes, place: int, bit: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


@pytest.mark.timeout(60 + FLIPS)
def test_no_flipped_bit_is_silent(rotten, clock):
    """Answers stay right, a check tells of the damage, and repair has every fact back."""
    spoilt, (journal, index), kept = rotten
    seed = random.randrange(2**32)
    draw, told = random.Random(seed), {"answers right, index kept": 0, "index set aside": 0, "line": 0, "newer": 0}
    for number in range(FLIPS):
        of_journal = number % 2 == 0
        place, bit = draw.randrange(len(journal if of_journal else index)), draw.randrange(8)
        if of_journal:
            places = spoilt(journal=flipped(journal, place, bit))
        else:
            places = spoilt(index=flipped(index, place, bit))
        with History.open(places, clock) as history:
            try:
                read = history.facts()
                found = check(history, places, repair=True)
            except BadContent as refused:
                said = refused.message
            else:
                said = ""
            if said:
                assert "newer" in said, (seed, number)
                told["newer"] += 1
                continue

            assert read == kept or (of_journal and history.notices), (seed, number)
            assert bool(found.examined.lost) == of_journal, (seed, number)
            assert (found.gone, found.whole) == (0, True), (seed, number)
            assert history.facts() == kept, (seed, number)
            what = "line" if of_journal else "index set aside" if history.notices else "answers right, index kept"
            told[what] += 1

    print(told, f"seed {seed}")


def test_a_flipped_bit_in_the_words_of_its_tables_is_damage_too(rotten, clock):
    """SQLite quotes them in its complaint, which is then no text; the index is set aside all the same."""
    spoilt, (_, index), kept = rotten
    words = [place for word in (b"TABLE facts", b"TEXT NOT NULL", b"INDEX") if (place := index.find(word)) > 0]
    assert words
    for place in words:
        with History.open(spoilt(index=flipped(index, place + 1, 7)), clock) as history:
            assert history.facts() == kept, place
            assert history.notices, place


@pytest.mark.parametrize("left", [0, 0.3, 0.6, 0.99])
@pytest.mark.parametrize("what", ["journal", "index"])
def test_no_truncation_is_silent(rotten, clock, what, left):
    """Cut anywhere: the next prep says so (an empty index apart, which is built again), and nothing is lost."""
    spoilt, (journal, index), kept = rotten
    if what == "journal":
        places = spoilt(journal=journal[: int(len(journal) * left)])
    else:
        places = spoilt(index=index[: int(len(index) * left)])
    with History.open(places, clock) as history:
        read = history.facts()

        assert read == kept[: len(read)]
        assert (what, left) == ("index", 0) or history.notices
        assert len(read) == len(kept) or what == "journal"
        check(history, places, repair=True)
        assert history.facts() == kept
