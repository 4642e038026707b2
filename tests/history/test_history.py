"""The history remembers what it said it would, for every prep that looks."""

from __future__ import annotations

import os
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from prep.errors import BadContent
from prep.history import History, journal
from prep.model.fact import Fact
from prep.model.moment import Moment


@pytest.fixture
def history(places, clock):
    with History.open(places, clock) as opened:
        yield opened


def test_an_empty_history_makes_nothing_on_disk(places, history):
    """Looking at a history that has not begun leaves no trace."""
    assert history.facts() == []
    assert history.facts(kinds=["session.started"], about="x") == []
    assert history.damaged == ()
    assert history.merge([]) == history.add_all([]) == []
    assert not places.home.exists()


def test_what_add_returns_is_what_is_read(places, history):
    """The fact announced and the fact read later are the same, to the type of each value."""
    data = {"minutes": 12, "answers": ("a", "b"), 3: None, "text": "naïve 🙂 \x00"}

    added = history.add("session.started", "s", data)
    data["minutes"] = 99

    assert history.facts() == [added]
    assert added.data == {"minutes": 12, "answers": ["a", "b"], "3": None, "text": "naïve 🙂 \x00"}
    assert list(journal.read(places.journal).facts) == [added]


def test_facts_are_found_by_kind_and_by_what_they_are_about(history):
    """Kinds and about narrow what is found; ids order it."""
    one, two, three = history.add_all([("a.x", "s1", {}), ("a.y", "s1", {}), ("a.x", "s2", {})])

    assert history.facts() == [one, two, three]
    assert history.facts(kinds=["a.x"]) == [one, three]
    assert history.facts(kinds={"a.x", "a.y"}, about="s1") == [one, two]
    assert history.facts(about="s2") == [three]
    assert history.facts(about="") == history.facts(kinds=["\udcff"], about="\udcff") == []


def test_the_time_is_utc_with_the_local_offset(places, history, monkeypatch):
    """The instant is the clock's; the offset is the one the user lives in."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        added = history.add("a.x", "", {})
    finally:
        monkeypatch.undo()
        time.tzset()

    assert added.at == datetime(2026, 11, 23, 14, 22, 4, 123456, tzinfo=UTC)
    assert added.at.utcoffset() == history.facts()[0].at.utcoffset() == timedelta(hours=5, minutes=30)
    assert b'"at":"2026-11-23T19:52:04.123456+05:30"' in places.journal.read_bytes()


def test_what_another_prep_adds_is_seen(places, clock, history):
    """Two open histories of one home see each other's facts."""
    mine = history.add("a.mine", "", {})
    with History.open(places, clock) as other:
        theirs = other.add("a.theirs", "", {})

        assert history.facts() == other.facts() == [mine, theirs]


def test_what_is_added_later_sorts_later_though_the_clock_went_back(places):
    """Order is kept over a changed clock, in another process too: ids follow what the journal holds."""
    future = Moment(utc=datetime(2040, 1, 1, tzinfo=UTC), ticks=timedelta(0), boot="b")
    today = Moment(utc=datetime(2026, 1, 1, tzinfo=UTC), ticks=timedelta(0), boot="b")
    with History.open(places, lambda: future) as history:
        first = history.add("a.x", "", {})

    with History.open(places, lambda: today) as history:
        second = history.add("a.x", "", {})

        assert history.facts() == [first, second]
        assert second.at < first.at


def test_a_given_id_is_added_once(history, places):
    """Saying a thing twice under one id is saying it once."""
    id = str(uuid.uuid4())

    first = history.add("a.x", "", {"n": 1}, id=id)
    second = history.add("a.x", "", {"n": 2}, id=id)

    assert first == second == history.facts()[0]
    assert first.id == id
    assert len(journal.read(places.journal).facts) == 1


def test_two_histories_merge_without_conflict(places, clock, tmp_path):
    """Facts of another machine come in once, as they are, however often they are merged."""
    elsewhere = type(places)(home=tmp_path / "elsewhere", content=())
    with History.open(elsewhere, clock) as other, History.open(places, clock) as history:
        theirs = [other.add("a.theirs", "", {"n": n}) for n in range(3)]
        mine = history.add("a.mine", "", {})

        assert history.merge([*other.facts(), *theirs]) == theirs
        assert history.merge(other.facts()) == []
        assert history.facts() == sorted([*theirs, mine], key=lambda fact: fact.id)
        assert other.merge(history.facts()) == [mine]
        assert other.facts() == history.facts()


@pytest.mark.parametrize("number", [0, 1, 3, 4, 7])
def test_all_facts_come_some_at_a_time(history, monkeypatch, number):
    """Whatever fits into a piece, all of them come, once and in order."""
    monkeypatch.setattr("prep.history.store.PIECE", 3)
    kept = [history.add("test.one", "a", {"n": n}) for n in range(number)]

    read = list(history.all_recorded())

    assert read == kept


def test_an_id_that_is_in_the_journal_twice_is_read_once(filled):
    """A journal glued together from two holds some facts twice; the first of each counts."""
    places, kept = filled
    places.journal.write_bytes(places.journal.read_bytes() * 2)

    with History.open(places) as history:
        assert history.facts() == kept


def test_damaged_lines_are_told_and_stay(filled, clock):
    """The damage is reported, also by the next prep, and nothing is deleted."""
    places, kept = filled
    with places.journal.open("ab") as file:
        file.write(b'{"torn": ')

    for _ in range(2):
        with History.open(places, clock) as history:
            kept.append(history.add("a.x", "", {}))

            assert history.facts() == kept
            assert [line.number for line in history.damaged] == [21]
    assert b'\n{"torn": \n' in places.journal.read_bytes()


def test_a_newer_journal_is_neither_read_nor_written(filled, clock):
    """A newer prep's history is left as it is, and the advice is to update."""
    places, _ = filled
    with places.journal.open("ab") as file:
        file.write(b'{"format":2,"what":"nobody here knows"}\n')
    before = places.journal.read_bytes()

    with History.open(places, clock) as history:
        for ask in (history.facts, lambda: history.add("a.x", "", {}), lambda: history.add("a.x", "", {}, id="1")):
            with pytest.raises(BadContent, match="newer prep"):
                ask()

    assert places.journal.read_bytes() == before


def test_a_fact_that_cannot_be_kept_keeps_none_beside_it(history):
    """Several facts of one call are kept all or not at all."""
    with pytest.raises(TypeError):
        history.add_all([("a.x", "", {}), ("a.x", "", {"no": object()})])

    assert history.facts() == []


def test_a_home_that_is_a_file_is_said(places, clock):
    """What stands in the way is named, not raised as a traceback."""
    places.home.write_text("not a folder")

    with History.open(places, clock) as history, pytest.raises(BadContent, match="cannot be read"):
        history.facts()


def test_the_journal_is_for_its_owner_alone(filled):
    """Answers and self-scores are nobody else's business."""
    places, _ = filled

    assert places.journal.stat().st_mode & 0o077 == places.home.stat().st_mode & 0o077 == 0


def test_threads_share_a_history(history):
    """A screen adds from its workers; nothing is lost and nothing raised."""
    returned: list[Fact] = []

    def work():
        for n in range(25):
            returned.append(history.add("a.x", threading.current_thread().name, {"n": n}))
            history.facts(about="nobody")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert history.facts() == sorted(returned, key=lambda fact: fact.id)
    assert len({fact.id for fact in returned}) == 100


def test_a_closed_history_opens_again(history):
    """Closing lets go of the files, and of nothing else."""
    added = history.add("a.x", "", {})
    open_files = set(os.listdir("/dev/fd"))
    history.facts()
    history.close()

    assert len(os.listdir("/dev/fd")) <= len(open_files)
    assert history.facts() == [added]
