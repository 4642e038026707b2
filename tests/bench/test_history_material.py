"""The made-up past of the benchmark is one that prep could have written, and plain SQL tells the same of it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import history_tracker
import pytest
from history_material import JOURNAL, NoRoom, write_history
from history_plan import Kind, Size, sittings

from prep.catalogue.problems import find_problem
from prep.flows.past import past
from prep.history import History
from prep.history.line import decode, encode
from prep.model.correction import AMENDED, NOTED, VOIDED
from prep.model.opinion import GIVEN
from prep.places import Places, own_content

SIZE = Size(sessions=60, attempts=700)
UNTIL = datetime(2026, 11, 24, tzinfo=UTC)
KINDS = ("stable-softmax", "kv-cache", "nms")


@pytest.fixture(scope="module")
def kinds() -> tuple[Kind, ...]:
    """Three problems, one of which needs several stages."""
    return tuple(Kind.of(find_problem((own_content(),), slug)) for slug in KINDS)


@pytest.fixture(scope="module")
def made(kinds: tuple[Kind, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a history, `home`, and the same past in plain tables, `plain.sqlite`."""
    folder = tmp_path_factory.mktemp("made")
    written = write_history(folder / "home", SIZE, seed=3, until=UNTIL, kinds=kinds)
    past = sittings(SIZE, kinds, seed=3, until=UNTIL)
    history_tracker.fill(folder / "plain.sqlite", kinds, past, written.others)
    return folder


def test_every_line_is_as_prep_writes_it(made: Path):
    """Put together from parts or not, a line decodes with its checksum and is encoded to the same bytes."""
    lines = (made / "home" / JOURNAL).read_bytes().splitlines()

    assert [encode(decode(line)) for line in lines] == lines


def test_facts_come_in_the_order_of_their_ids_and_times(made: Path):
    """Ids sort as things happened, across a change of the clocks too, and each attempt is there once."""
    facts = [decode(line) for line in (made / "home" / JOURNAL).read_bytes().splitlines()]
    submitted = [fact.data["submission"] for fact in facts if fact.kind == "session.submitted"]

    assert len({fact.id for fact in facts}) == len(facts)
    assert [fact.id for fact in facts] == sorted(fact.id for fact in facts)
    assert [fact.at for fact in facts] == sorted(fact.at for fact in facts)
    assert len({fact.at.utcoffset() for fact in facts}) == 2
    assert {fact.kind for fact in facts} >= {AMENDED, NOTED, VOIDED, GIVEN}
    assert len(set(submitted)) == len(submitted) == SIZE.attempts
    assert {fact.data["submission"] for fact in facts if fact.kind == "session.judged"} == set(submitted)


def test_the_same_seed_gives_the_same_past(made: Path, kinds: tuple[Kind, ...], tmp_path: Path):
    """A benchmark can be repeated to the byte."""
    write_history(tmp_path, SIZE, seed=3, until=UNTIL, kinds=kinds)

    assert (tmp_path / JOURNAL).read_bytes() == (made / "home" / JOURNAL).read_bytes()


@pytest.mark.parametrize("size", [Size(1, 1), Size(1, 9), Size(7, 7), Size(800, 1000)])
def test_there_are_as_many_attempts_as_asked_for(size: Size, kinds: tuple[Kind, ...]):
    """However few fall to a session, each has one."""
    counts = [len(each.turns) for each in sittings(size, kinds, seed=1, until=UNTIL)]

    assert (len(counts), sum(counts)) == (size.sessions, size.attempts)
    assert min(counts) >= 1


def test_a_history_that_would_not_fit_is_not_begun(kinds: tuple[Kind, ...], tmp_path: Path):
    """Where there is no room, a sentence says how much is needed, and nothing is written."""
    with pytest.raises(NoRoom, match=r"takes [\d.]+ GB .* make room"):
        write_history(tmp_path, Size(1000, 10**12), until=UNTIL, kinds=kinds)

    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def stats(made: Path) -> dict[str, Any]:
    """What `prep history stats` answers."""
    return json.loads(_prep(made, "stats", "--json"))["data"]


def test_plain_sql_tells_the_same_as_prep(made: Path, stats: dict[str, Any]):
    """The two answers that are measured against each other are one answer, corrections and all."""
    listed = json.loads(_prep(made, "list", "--json"))["data"]

    assert history_tracker.same_stats(_rows(made, history_tracker.STATS), stats) == ""
    assert history_tracker.same_list(_rows(made, history_tracker.LIST), listed) == ""


@pytest.mark.parametrize("newest", [1, 7, 20, 65, 1000])
def test_the_newest_are_the_first_of_all(made: Path, newest: int):
    """So many of a long past are read without the rest, and come out as they do with it, under the same numbers."""
    with closing(History.open(Places(made / "home", ()))) as history:
        all, some = past(history), past(history, newest=newest)

    assert some.episodes == {number: each for number, each in all.episodes.items() if number <= newest}
    assert some.number == all.number == len(all.episodes)
    assert {each.kind.value for each in all.episodes.values()} == {"code", "talk", "question", "day"}


def test_another_answer_than_by_sql_is_noticed(made: Path, stats: dict[str, Any]):
    """One attempt more or less is a difference, and it is named."""
    first, *rest = stats["by_topic"]
    wrong = {**stats, "by_topic": [{**first, "attempts": first["attempts"] + 1}, *rest]}

    assert "attempts of topic" in history_tracker.same_stats(_rows(made, history_tracker.STATS), wrong)


def _prep(made: Path, *words: str) -> str:
    home = dict(os.environ) | {"PREP_HOME": str(made / "home")}
    command = [sys.executable, "-m", "prep", "history", *words]
    return subprocess.run(command, env=home, capture_output=True, text=True, check=True).stdout


def _rows(made: Path, script: str) -> list[list[str]]:
    with closing(sqlite3.connect(made / "plain.sqlite")) as connection:
        return [[str(cell) for cell in row] for row in connection.execute(script)]
