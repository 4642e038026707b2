"""A power cut takes back what was not synced, in any part; what was announced is in every state that may be left.

The calls of a run are recorded, and states of the disk that they allow are made: synced bytes are
there, later ones may be missing from the end, torn at a sector, or be read as zeros, and a new file may have no name
yet until its folder was synced.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from prep.history import History, disk, journal
from prep.places import Places

STATES = int(os.environ.get("PREP_STATES", "60"))
SECTOR = 512


@dataclass(frozen=True)
class Disk:
    """What a journal is in memory (`content`), how much of it the disk has for sure, and what was announced by then."""

    content: bytes = b""
    synced: int = 0
    named: bool = False
    announced: frozenset[str] = frozenset()


@pytest.fixture
def recorded(places, clock, monkeypatch) -> list[Disk]:
    """The disk after every call that changes it, while facts of many sizes are added."""
    states = [Disk()]
    write, fsync, sync_folder = os.write, os.fsync, disk.sync_folder

    def now(**changes) -> None:
        content = places.journal.read_bytes() if places.journal.exists() else b""
        states.append(replace(states[-1], content=content, **changes))

    def written(descriptor, content):
        done = write(descriptor, content)
        now()
        return done

    def synced(descriptor):
        fsync(descriptor)
        if places.journal.exists() and os.path.samestat(os.fstat(descriptor), places.journal.stat()):
            now(synced=places.journal.stat().st_size)

    def folder_synced(folder):
        sync_folder(folder)
        if folder == places.home and places.journal.exists():
            now(named=True)

    monkeypatch.setattr(os, "write", written)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(disk, "sync_folder", folder_synced)
    with History.open(places, clock) as history:
        for n in range(12):
            added = history.add_all([("test.added", "a", {"n": n, "text": "x" * (n * 170)})] * (1 + n % 3))
            now(announced=states[-1].announced | {fact.id for fact in added})
    monkeypatch.undo()
    return states


def cuts(state: Disk, draw: random.Random) -> Iterator[bytes | None]:
    """What a power cut in this state may leave of the journal; None is no file at all."""
    if not state.named:
        yield None
    kept, late = state.content[: state.synced], state.content[state.synced :]
    yield kept
    for _ in range(6 if late else 0):
        some = late[: draw.randrange(len(late) + 1)]
        yield kept + some
        # The length of a file may reach the disk before its bytes: what is not there yet reads as zeros.
        begin = (len(kept) + draw.randrange(len(late))) // SECTOR * SECTOR
        yield kept + late[: max(begin - len(kept), 0)] + bytes(min(len(late), len(kept) + len(late) - begin))
    yield state.content


def test_no_power_cut_loses_what_was_announced(recorded, tmp_path, clock):
    """In every state that may be left the announced facts are read, and the next one can be added."""
    seed = random.randrange(2**32)
    draw = random.Random(seed)
    every = [(state, left) for _ in range(1 + STATES // 100) for state in recorded for left in cuts(state, draw)]
    chosen = draw.sample(every, min(STATES, len(every)))
    places = Places(tmp_path / "after", ())
    disk.make_folder(places.home)
    for state, left in chosen:
        for file in places.home.iterdir():
            file.unlink()
        if left is not None:
            places.journal.write_bytes(left)
        with History.open(places, clock) as history:
            more = history.add("test.more", "", {})
            read = {fact.id for fact in history.facts()}

        assert state.announced | {more.id} <= read, (seed, state.synced, left)
        assert read <= {fact.id for fact in journal.read(places.journal).facts}

    print(f"{len(chosen)} states of {len(every)}, seed {seed}")
    assert len({state.announced for state, _ in chosen}) > 5


def test_every_announcement_comes_after_its_sync(recorded):
    """Whatever was announced stood in the synced part of a file whose name is on the disk."""
    for state in recorded:
        whole = state.content[: state.synced]
        assert all(id.encode() in whole for id in state.announced)
        assert state.named or not state.announced
    assert recorded[-1].announced


def test_a_folder_is_synced_where_the_journal_is_new(places, clock, monkeypatch):
    """The name of a new journal, and of each new folder above it, is on the disk before the first fact is."""
    synced: list[Path] = []
    real = disk.sync_folder
    monkeypatch.setattr(disk, "sync_folder", lambda folder: (real(folder), synced.append(folder)))
    with History.open(replace(places, home=places.home / "deep" / "er"), clock) as history:
        history.add("test.added", "", {})

    assert set(synced) >= {places.home.parent, places.home, places.home / "deep", places.home / "deep" / "er"}
