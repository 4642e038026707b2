"""A check sees every damage, and repair moves it aside: no byte and no fact is lost on the way."""

from __future__ import annotations

import json
import os
import random
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.errors import BadContent
from prep.flows.check_history import check
from prep.history import History, journal
from prep.history.damage import examine, set_aside
from prep.history.line import encode
from prep.model.fact import Fact

AT = datetime(2026, 11, 23, 14, 22, tzinfo=UTC)
TRIALS = int(os.environ.get("PREP_KILLS", "15"))


def damage(path, number, change):
    lines = path.read_bytes().split(b"\n")
    lines[number - 1] = change(lines[number - 1])
    path.write_bytes(b"\n".join(lines))
    return lines[number - 1]


def flip(line, at=None):
    at = len(line) // 2 if at is None else at
    return line[:at] + bytes([line[at] ^ 4]) + line[at + 1 :]


def without_index(places):
    for file in places.home.glob("history.db*"):
        file.unlink()


@given(st.data())
def test_how_much_is_read_at_a_time_changes_nothing(data):
    """Whole, damaged and empty lines, a torn end: the same is found in pieces of any size."""
    lines = [encode(Fact(f"{n}", "test.one", "a", AT, {"n": n})) for n in range(5)]
    drawn = data.draw(st.lists(st.sampled_from([*lines, b"", b"rubbish", lines[0] + b"\x0b" + lines[1]]), max_size=9))
    held = b"\n".join(drawn) + data.draw(st.sampled_from([b"", b"\n"]))
    piece = data.draw(st.integers(1, 2 * len(held) + 1))
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "journal.jsonl"
        path.write_bytes(held)
        at_once = examine(path)
        patch.setattr("prep.history.damage.PIECE", piece)
        in_pieces = examine(path)

    assert in_pieces == at_once
    assert at_once.ids == {json.loads(each)["id"] for each in lines if each in held}
    assert [held[each.offset : each.offset + each.size] for each in at_once.lost] == [
        each for each in drawn if each and each not in lines
    ]
    assert [each.number for each in at_once.lost] == [
        n for n, each in enumerate(drawn, 1) if each and each not in lines
    ]


def test_a_whole_journal_is_whole(filled):
    """Every fact is counted, nothing is written."""
    places, kept = filled
    before = places.journal.read_bytes()
    with History.open(places) as history:
        found = check(history, places, repair=True)

        assert found.whole
        assert found.examined.ids == {fact.id for fact in kept}
        assert history.facts() == kept
        assert (found.gone, found.rescued, found.kept, found.earlier) == (0, (), None, ())
    assert places.journal.read_bytes() == before


def test_nothing_to_check(places):
    """No history is a whole one, and none is made."""
    with History.open(places) as history:
        assert check(history, places, repair=True).whole
    assert not places.home.exists()


def test_a_damaged_line_is_described_and_set_aside(filled, clock):
    """What it was, as far as that can be made out; its bytes are kept, and doctor's question is answered with no."""
    places, kept = filled
    spoilt = damage(places.journal, 5, flip)
    without_index(places)
    with History.open(places, clock) as history:
        seen = check(history, places)
        assert not seen.whole
        (lost,) = seen.examined.lost
        assert (lost.number, lost.reason, lost.about) == (5, "its checksum does not match", "session-1")
        assert lost.kind == "test.added"
        assert seen.gone == 1

        mended = check(history, places, repair=True)
        again = check(history, places)

        assert mended.whole
        assert again.whole
        assert mended.kept.read_bytes() == spoilt + b"\n"
        assert again.earlier == (mended.kept,)
        assert history.damaged == ()
        assert history.facts() == [*kept[:4], *kept[5:]]
    assert mended.kept.stat().st_mode & 0o077 == 0


def test_what_the_index_still_holds_is_had_back(filled, clock):
    """A line that was damaged after it was indexed is written again: nothing is lost at all."""
    places, kept = filled
    damage(places.journal, 10, flip)
    with History.open(places, clock) as history:
        found = check(history, places, repair=True)

        assert (found.gone, [fact.id for fact in found.rescued]) == (0, [kept[9].id])
        assert history.facts() == kept
    without_index(places)
    with History.open(places, clock) as history:
        assert history.facts() == kept


def test_two_facts_on_one_line_are_both_kept(filled, clock):
    """A damaged newline loses nothing: both facts are written out before the line goes."""
    places, kept = filled
    content = places.journal.read_bytes()
    end = content.index(b"\n")
    places.journal.write_bytes(content[:end] + b"\x0b" + content[end + 1 :])
    without_index(places)
    with History.open(places, clock) as history:
        found = check(history, places, repair=True)

        assert (found.examined.lost[0].saved, found.gone) == (2, 0)
        assert history.facts() == kept
        assert history.damaged == ()


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_torn_last_line(filled, clock, cut):
    """Cut to the newline it is whole; cut further its bytes are kept aside, and the next fact begins a line."""
    places, kept = filled
    whole = places.journal.read_bytes()
    places.journal.write_bytes(whole[:-cut])
    without_index(places)
    with History.open(places, clock) as history:
        found = check(history, places, repair=True)
        more = history.add("test.more", "", {})

        assert history.damaged == ()
        if cut == 1:
            assert found.kept is None
            assert history.facts() == [*kept, more]
        else:
            assert "torn" in found.examined.lost[0].reason
            assert found.kept.read_bytes() == whole[whole.rindex(b"\n", 0, -1) + 1 : -cut] + b"\n"
            assert history.facts() == [*kept[:-1], more]


def test_no_damage_is_silent_and_no_byte_lost(filled, clock):
    """Random damage anywhere: every fact is there, in the kept file's bytes, or named; a second check is content."""
    places, kept = filled
    whole = places.journal.read_bytes()
    seed = random.randrange(2**32)
    draw = random.Random(seed)
    for _ in range(TRIALS):
        places.journal.write_bytes(whole)
        spoilt = bytearray(whole)
        for _ in range(draw.randint(1, 4)):
            spoilt[draw.randrange(len(spoilt))] ^= 1 << draw.randrange(8)
        cut = draw.choice([len(spoilt), draw.randrange(1, len(spoilt))])
        places.journal.write_bytes(bytes(spoilt[:cut]))
        without_index(places)
        with History.open(places, clock) as history:
            try:
                found = check(history, places, repair=True)
            except BadContent:
                continue  # the format's digit became a newer one
            read = history.facts()

            assert set(map(repr, read)) <= set(map(repr, kept)), seed
            missing = bytes(spoilt[:cut]).count(b"\n") + 1 - len(read)
            assert missing <= len(found.examined.lost) + 1, seed
            assert check(history, places).whole, seed
            assert history.damaged == (), seed
        if found.kept:
            aside = found.kept.read_bytes()
            assert all(bytes(spoilt[e.offset : e.offset + e.size]) in aside for e in found.examined.lost), seed
            found.kept.unlink()


def test_repair_again_after_a_kill_in_the_middle(filled, tmp_path):
    """Killed between the copy and the end, a second repair goes on; both copies stay."""
    places, kept = filled
    spoilt = damage(places.journal, 5, flip)
    half = places.journal.read_bytes()
    start = half.index(spoilt)
    places.journal.write_bytes(half[:start] + b"\n" * 10 + half[start + 10 :])

    found = set_aside(places.journal, tmp_path / "second")

    assert len(found.lost) == 1
    assert (tmp_path / "second").read_bytes() == spoilt[10:] + b"\n"
    assert [fact.id for fact in journal.read(places.journal).facts] == [each.id for each in kept if each != kept[4]]


def test_a_prep_that_adds_meanwhile_loses_nothing(filled, clock):
    """Repair happens in place, under the lock that every writer takes."""
    places, _ = filled
    without_index(places)
    damage(places.journal, 5, flip)
    added = []

    def write():
        with History.open(places, clock) as other:
            added.extend(other.add("test.more", "", {"n": n}).id for n in range(40))

    writer = threading.Thread(target=write)
    with History.open(places, clock) as history:
        writer.start()
        while writer.is_alive():
            check(history, places, repair=True)
        writer.join()

        assert set(added) <= {fact.id for fact in history.facts()}
    assert not examine(places.journal).lost


def test_a_newer_journal_is_refused_and_left(filled, clock):
    """Repair must not blank what only a newer prep can read."""
    places, _ = filled
    with places.journal.open("ab") as file:
        file.write(b'{"format":2,"what":"nobody here knows"}\n')
    before = places.journal.read_bytes()

    with History.open(places, clock) as history, pytest.raises(BadContent, match="newer prep"):
        check(history, places, repair=True)

    assert places.journal.read_bytes() == before
