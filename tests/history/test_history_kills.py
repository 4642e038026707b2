"""What was announced is kept: through kills, beside other writers and on a full disk."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from prep.history import History, journal
from prep.places import PACKAGE

WRITER = Path(__file__).with_name("history_writer.py")
WITH_PREP = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
KILLS = int(os.environ.get("PREP_KILLS", "15"))


def writer(places, how_many, **options):
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(places.home), str(how_many)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=WITH_PREP,
        **options,
    )


def whole_lines(text):
    return [line.removesuffix("\n") for line in text.splitlines(keepends=True) if line.endswith("\n")]


def ids_in(places):
    return {fact.id for fact in journal.read(places.journal).facts}


@pytest.mark.timeout(120 + 2 * KILLS)
def test_no_kill_loses_what_was_announced(places):
    """After any kill -9 every announced fact is in the journal, and the index says what the journal says."""
    seed = random.randrange(2**32)
    draw = random.Random(seed)
    announced: set[str] = set()

    for _ in range(KILLS):
        with writer(places, 0) as child:
            try:
                child.wait(timeout=draw.uniform(0.02, 0.35))
            except subprocess.TimeoutExpired:
                child.kill()
            output, complaint = child.communicate()
        announced.update(whole_lines(output))
        with History.open(places) as history:
            indexed = [fact.id for fact in history.facts()]

        assert not complaint, seed
        assert announced <= ids_in(places), seed
        assert indexed == sorted(ids_in(places)), seed
    assert announced


def test_two_writers_lose_nothing(places):
    """Two prep at once are both saved, from the very first line on."""
    children = [writer(places, 100) for _ in range(2)]

    told = [child.communicate(timeout=60) for child in children]

    assert [child.returncode for child in children] == [0, 0], told
    announced = [id for output, _ in told for id in whole_lines(output)]
    assert len(announced) == len(set(announced)) == 250
    assert ids_in(places) == set(announced)
    with History.open(places) as history:
        assert [fact.id for fact in history.facts()] == sorted(announced)
        assert not history.damaged
        assert not history.notices


def test_a_first_start_of_many_at_once_fails_nobody(places):
    """Several that make the same home and index at the same time do not get in each other's way."""
    children = [writer(places, 3) for _ in range(6)]

    told = [child.communicate(timeout=60) for child in children]

    assert [child.returncode for child in children] == [0] * 6, told
    assert len(ids_in(places)) == 18
    assert sorted(file.name for file in places.home.iterdir()) == ["history.db", "journal.jsonl"]


def limited(most):
    # Python ignores SIGXFSZ, so that a write past the limit fails (EFBIG) as one on a full disk does.
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@pytest.mark.parametrize("most", [3_000, 20_011, 60_000])
def test_a_full_disk_is_said_and_loses_nothing(places, most):
    """The fact that did not fit is refused in words; every one before it is whole, and later ones go on."""
    with writer(places, 0, preexec_fn=limited(most)) as child:
        output, complaint = child.communicate(timeout=60)

    assert child.returncode == 3
    assert "history NOT saved: the disk is full" in complaint
    assert str(places.journal) in complaint
    assert places.journal.read_bytes().endswith(b"\n")
    assert ids_in(places) == set(whole_lines(output)) != set()
    with History.open(places) as history:
        more = history.add("test.more", "", {})
        assert [fact.id for fact in history.facts()] == [*sorted(whole_lines(output)), more.id]
        assert not history.damaged


def test_a_full_disk_can_still_be_read(filled):
    """Where not a byte can be written, the history is read straight from the journal."""
    places, kept = filled
    places.index.unlink()
    read = "import sys; from pathlib import Path; from prep.history import History; from prep.places import Places\n"
    read += "for fact in History.open(Places(Path(sys.argv[1]), ())).facts(): print(fact.id)"

    done = subprocess.run(
        [sys.executable, "-c", read, str(places.home)],
        preexec_fn=limited(0),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        env=WITH_PREP,
    )

    assert done.stdout.split() == [fact.id for fact in kept]
