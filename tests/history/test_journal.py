"""The journal keeps every fact whole, and says which lines are not."""

from __future__ import annotations

import fcntl
import json
import tempfile
import zlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.errors import BadContent
from prep.history import disk, journal
from prep.history.ids import uuid7
from prep.history.line import decode, encode
from prep.model.fact import Fact

AT = datetime(2026, 11, 23, 15, 22, 4, 123456, tzinfo=timezone(timedelta(hours=1)))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
words = st.text(st.characters(codec="utf-8"), min_size=1)
facts = st.builds(
    Fact,
    id=words,
    kind=words,
    about=st.text(st.characters(codec="utf-8")),
    at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30)), AT.tzinfo])),
    data=st.dictionaries(st.text(), json_values, max_size=4),
)


def a_fact(n: int = 0, **data) -> Fact:
    return Fact(id=uuid7(AT), kind="test.added", about=f"session-{n}", at=AT, data={"n": n, **data})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "journal.jsonl"


@pytest.fixture
def three(path):
    """A journal of three facts, the second with much that a flipped bit may meet."""
    kept = [
        a_fact(0),
        a_fact(1, text='é "quoted" \n *J', number=1e300, small=-0.5, none=None, deep=[{"about": 1}]),
        a_fact(2),
    ]
    journal.append(path, kept)
    return path, kept


@given(st.lists(facts, max_size=5))
def test_what_is_appended_is_read(kept):
    """Any facts come back as they were, offset and all, in the order of their appending."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        journal.append(path, kept)

        reading = journal.read(path)

    assert list(reading.facts) == kept
    assert [fact.at.utcoffset() for fact in reading.facts] == [fact.at.utcoffset() for fact in kept]
    assert not reading.damaged


def test_a_line_is_canonical_json_with_a_sum_of_the_rest(path):
    """Another program can read a line and check it, from what the design says of it."""
    fact = Fact(id="0190", kind="session.started", about="s", at=AT, data={"b": "é", "a": 1})
    journal.append(path, [fact])

    line = path.read_bytes()
    record = json.loads(line)
    rest = json.dumps({k: v for k, v in record.items() if k != "sum"}, separators=(",", ":"), sort_keys=True)

    assert line.isascii()
    assert line.endswith(b"}\n")
    assert record == {
        "format": 1,
        "id": "0190",
        "kind": "session.started",
        "about": "s",
        "at": "2026-11-23T15:22:04.123456+01:00",
        "data": {"a": 1, "b": "é"},
        "sum": f"{zlib.crc32(rest.encode()):08x}",
    }


def test_reading_goes_on_where_it_stopped(three):
    """From an offset on, only what came later is read, and damaged lines keep their number."""
    path, _ = three
    offset = journal.read(path).offset
    with path.open("ab") as file:
        file.write(b"not a fact\n")
    later = a_fact(3)
    journal.append(path, [later])

    reading = journal.read(path, offset)

    assert reading.facts == (later,)
    assert [(line.number, line.offset) for line in reading.damaged] == [(4, offset)]
    assert reading.offset == path.stat().st_size


def test_no_journal_reads_as_an_empty_one(path):
    """Before the first fact there is nothing to read, and nothing is made."""
    assert journal.read(path) == journal.Reading((), (), 0)
    assert not path.parent.exists()


def test_appending_nothing_makes_nothing(path):
    """No facts, no file."""
    journal.append(path, [])

    assert not path.parent.exists()


def test_a_torn_line_loses_only_itself(three):
    """Wherever a write was cut, the lines before it are read, and what is appended later too."""
    path, kept = three
    whole = path.read_bytes()
    last_line = whole.rindex(b"\n", 0, -1) + 1
    later = a_fact(3)

    for cut in range(last_line, len(whole)):
        path.write_bytes(whole[:cut])
        torn = journal.read(path)
        journal.append(path, [later])
        mended = journal.read(path)

        assert torn == journal.Reading(tuple(kept[:2]), (), last_line)
        assert path.read_bytes().startswith(whole[:cut])
        # Cut between the last brace and the newline, the line is whole and nothing is lost at all.
        assert mended.facts == ((*kept, later) if cut == len(whole) - 1 else (*kept[:2], later))
        assert len(mended.damaged) == (last_line < cut < len(whole) - 1)


def test_every_flipped_bit_is_noticed(three):
    """One flipped bit anywhere in a line, its newline too, is reported, and the other lines survive."""
    path, kept = three
    whole = path.read_bytes()
    begin = whole.index(b"\n") + 1
    end = whole.index(b"\n", begin) + 1

    for place in range(begin, end):
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            path.write_bytes(damaged)
            reading = journal.read(path)

            assert reading.damaged, (place - begin, bit)
            assert reading.damaged[0].number == 2
            assert [fact for fact in reading.facts if fact != kept[1]] == [kept[0], kept[2]], (place - begin, bit)


@pytest.mark.parametrize("format", [2, 3, 99])
def test_a_newer_format_is_refused(three, format):
    """Facts of a newer prep are not misread: the advice is to update."""
    path, _ = three
    record = json.loads(encode(a_fact(3))) | {"format": format, "more": []}
    with path.open("a") as file:
        file.write(json.dumps(record) + "\n")

    with pytest.raises(BadContent, match="newer prep") as caught:
        journal.read(path)

    assert "Update prep" in caught.value.hint


@pytest.mark.parametrize("data", [{"x": float("nan")}, {"x": float("inf")}, {"x": {1, 2}}, {"x": AT}])
def test_what_json_cannot_hold_is_refused_before_anything_is_written(path, data):
    """A programming error shows itself at once, and costs the facts beside it nothing on disk."""
    with pytest.raises((ValueError, TypeError)):
        journal.append(path, [a_fact(), Fact(id="1", kind="k", about="", at=AT, data=data)])

    assert not path.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"kind": ""},
        {"about": "\ud800"},
        {"at": AT.replace(tzinfo=None)},
    ],
)
def test_a_fact_that_could_not_be_read_is_not_written(wrong):
    """What reading would call damaged cannot be appended."""
    fact = Fact(**({"id": "1", "kind": "k", "about": "", "at": AT, "data": {}} | wrong))

    with pytest.raises(ValueError, match=r"missing|surrogates"):
        encode(fact)


def test_keys_that_are_numbers_become_text():
    """Data is read as JSON gives it back, in whatever order its keys were."""
    fact = Fact(id="1", kind="k", about="", at=AT, data={10: "b", 9: "a", 100: ("t",)})  # type: ignore[dict-item]  # numbers as keys are the case

    assert decode(encode(fact)).data == {"10": "b", "9": "a", "100": ["t"]}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is Linux's")
def test_a_full_disk_is_said_and_what_to_do(tmp_path):
    """`NotSaved` names the file, and what to do about it."""
    path = tmp_path / "journal.jsonl"
    path.symlink_to("/dev/full")

    with pytest.raises(journal.NotSaved, match=r"NOT saved: the disk is full .*journal\.jsonl") as caught:
        journal.append(path, [a_fact()])

    assert "Free some space" in caught.value.hint


def test_a_journal_that_is_a_folder_is_said(path):
    """What cannot be a file is neither written nor read, in words."""
    path.mkdir(parents=True)

    with pytest.raises(journal.NotSaved, match=r"NOT saved: .*journal\.jsonl"):
        journal.append(path, [a_fact()])
    with pytest.raises(BadContent, match=r"cannot be read: .*journal\.jsonl"):
        journal.read(path)


def test_a_lock_held_for_ever_is_said(three, monkeypatch):
    """A stopped prep that holds the lock does not hang the others for ever."""
    path, kept = three
    monkeypatch.setattr(disk, "PATIENCE", 0.02)

    with path.open("rb") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        with pytest.raises(journal.NotSaved, match="another prep"):
            journal.append(path, [a_fact()])

    assert list(journal.read(path).facts) == kept


def test_a_fingerprint_tells_journals_apart(three, tmp_path):
    """The same beginning has the same fingerprint; a shorter journal has none."""
    path, _ = three
    offset = journal.read(path).offset
    before = journal.fingerprint(path, offset)
    journal.append(path, [a_fact(3)])
    other = tmp_path / "other.jsonl"
    other.write_bytes(path.read_bytes().replace(b"session-2", b"session-9"))

    assert journal.fingerprint(path, offset) == before
    assert journal.fingerprint(other, offset) != before
    assert journal.fingerprint(path, 10**6) == journal.fingerprint(tmp_path / "none", 1) == ""
    assert journal.fingerprint(path, 0) == journal.fingerprint(tmp_path / "none", 0) != ""
