"""Kill it in the middle of anything: it opens again, what was announced is there, and doing it again completes it."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from forks import Ended, Forks

from prep.history import History, journal
from prep.history.aside import facts_only_in, indexes_aside
from prep.model.fact import Fact
from prep.places import Places

KILLS = int(os.environ.get("PREP_KILLS", "20"))
FILES = Path(__file__).with_name("files")
RUBBISH = b'{"about":"s-9","at":"2026-11-0\x8fubbish}'


@dataclass(frozen=True)
class Scene:
    """A home as it stands before, what is done there, and what must hold after a kill at any point of it."""

    before: Path
    order: dict[str, object]
    words: tuple[str, ...]
    holds: Callable[[Scene, Places, Ended], None]
    expected: tuple[Fact, ...] = ()
    extra: dict[str, bytes] = field(default_factory=dict)

    def play(self, forks: Forks, home: Path, **how: object) -> Ended:
        """Do it in a copy of the home, and hold what came of it against the truths."""
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self.before, home)
        ended = forks(home, *self.words, **self.order, **how)
        assert ended.code in (None, 0, 1), ended
        self.holds(self, Places(home, ()), ended)
        return ended


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    opened = Forks()
    yield opened
    opened.close()


@pytest.fixture(params=["writes", "migration", "import", "repair"])
def scene(request, tmp_path, clock) -> Scene:
    """Each of the things that a kill may fall into."""
    before = tmp_path / "before"
    return {"writes": writing, "migration": migrating, "import": importing, "repair": repairing}[request.param](
        before, clock
    )


def old_home(home: Path) -> None:
    """A home as the first prep left it: an index of schema 1, and a journal with one torn line."""
    home.mkdir()
    shutil.copy(FILES / "schema-1.jsonl", home / "journal.jsonl")
    with closing(sqlite3.connect(home / "history.db")) as sql:
        sql.executescript((FILES / "schema-1.sql").read_text())
        sql.execute("PRAGMA journal_mode = WAL")


def writing(home: Path, clock) -> Scene:
    """Facts are added one by one, and several at once."""
    with History.open(Places(home, ()), clock) as history:
        history.add_all([("test.before", "a", {"n": n}) for n in range(3)])
        history.facts()
    return Scene(home, {"write": 4}, (), written)


def written(scene: Scene, places: Places, ended: Ended) -> None:
    found = opened(places)
    whole_lines = {line for line in ended.out.splitlines(keepends=True) if line.endswith("\n")}
    assert {line.strip() for line in whole_lines} <= {fact.id for fact in found}
    assert places.journal.read_bytes().startswith((scene.before / "journal.jsonl").read_bytes())
    with History.open(places) as history:
        assert history.notices == ()
        assert history.add("test.after", "a", {}) in history.facts()


def migrating(home: Path, clock) -> Scene:
    """An index of the first schema is opened."""
    old_home(home)
    return Scene(home, {}, ("history", "export"), migrated, journal.read(home / "journal.jsonl").facts)


def migrated(scene: Scene, places: Places, ended: Ended) -> None:
    assert tuple(opened(places)) == scene.expected
    assert places.journal.read_bytes() == (scene.before / "journal.jsonl").read_bytes()
    copies = [set(map(repr, facts_only_in(file, ()))) for file in indexes_aside(places.index)]
    assert set(map(repr, scene.expected)) in copies


def importing(home: Path, clock) -> Scene:
    """Another history comes in; some of it is here already."""
    theirs = journal.read(FILES / "schema-1.jsonl").facts
    home.parent.joinpath("theirs.jsonl").write_bytes(
        b"".join((FILES / "schema-1.jsonl").read_bytes().splitlines(keepends=True)[:37])
    )
    with History.open(Places(home, ()), clock) as history:
        mine = history.add_all([("test.before", "a", {"n": n}) for n in range(3)])
        history.merge(theirs[:5])
        history.facts()
    expected = tuple(sorted((*mine, *theirs[:37]), key=lambda fact: fact.id))
    return Scene(home, {}, ("history", "import", str(home.parent / "theirs.jsonl")), imported, expected)


def imported(scene: Scene, places: Places, ended: Ended) -> None:
    found = opened(places)
    assert set(map(repr, found)) <= set(map(repr, scene.expected))
    assert len(found) == len(scene.expected) or "new fact" not in ended.out
    assert places.journal.read_bytes().startswith((scene.before / "journal.jsonl").read_bytes())
    again = Path(scene.words[-1]).read_bytes()
    from prep.flows.exchange import take_in

    with History.open(places) as history:
        take_in(again, history)
        assert tuple(history.recorded()) == scene.expected


def repairing(home: Path, clock) -> Scene:
    """A journal with a line that only the index still has, two facts on one line, rubbish, and a torn end."""
    places = Places(home, ())
    with History.open(places, clock) as history:
        kept = history.add_all([("test.before", f"s-{n % 3}", {"n": n, "text": "x" * 99}) for n in range(12)])
        assert history.facts() == kept
    lines = places.journal.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b"xxx", b"xyx", 1)
    lines[4] += b"\x0b" + lines.pop(5)
    places.journal.write_bytes(b"\n".join(lines) + RUBBISH + b"\n" + RUBBISH)
    return Scene(home, {}, ("history", "check", "--repair"), repaired, tuple(kept), {"rubbish": RUBBISH})


def repaired(scene: Scene, places: Places, ended: Ended) -> None:
    from prep.flows.check_history import check

    with History.open(places) as history:
        check(history, places, repair=True)
        assert tuple(history.recorded()) == scene.expected
        assert history.damaged == ()
        assert check(history, places).gone == 0
    kept = b"".join(file.read_bytes() for file in places.home.glob("journal.jsonl.damaged-*"))
    assert RUBBISH in kept
    assert tuple(opened(places)) == scene.expected


def opened(places: Places) -> list[Fact]:
    """What the next prep reads, once; the index is whole and says what the journal says."""
    with History.open(places) as history:
        found = history.recorded()
    with closing(sqlite3.connect(places.index)) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert found == sorted({fact.id: fact for fact in journal.read(places.journal).facts}.values(), key=lambda f: f.id)
    return found


@pytest.mark.timeout(600)
def test_a_kill_before_any_call_loses_nothing(scene, forks, tmp_path):
    """Ended before each write, sync, rename and statement of its own, and in the middle of each write."""
    calls = scene.play(forks, tmp_path / "home").calls

    killed = [scene.play(forks, tmp_path / "home", die_at=n).code is None for n in range(1, calls + 1)]

    assert calls > 20
    assert all(killed)


@pytest.mark.timeout(120 + 4 * KILLS)
def test_a_kill_at_any_moment_loses_nothing(scene, forks, tmp_path):
    """Ended from outside, wherever it happens to be, inside a commit too."""
    seed = random.randrange(2**32)
    draw = random.Random(seed)
    duration = scene.play(forks, tmp_path / "home").seconds

    ends = [
        scene.play(forks, tmp_path / "home", kill_after=draw.uniform(0, duration)).code for _ in range(KILLS // 4 or 1)
    ]

    print(f"{ends.count(None)} of {len(ends)} killed while at it, within {duration:.3f} s, seed {seed}")
    assert None in ends, seed
