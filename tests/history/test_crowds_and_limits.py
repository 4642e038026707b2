"""Four that write at once, and a full disk of any size: nothing fails that need not, nothing announced is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing

import pytest
from forks import Ended, Forks

from prep.history import History, journal

KILLS = int(os.environ.get("PREP_KILLS", "15"))
WRITES = 500 if KILLS >= 300 else 60
SIZES = range(16, 216, 4 if KILLS >= 300 else 32)
"""KiB. The smallest one holds the first few facts, the greatest one an index and its log beside them."""


@pytest.mark.timeout(120 + WRITES)
def test_four_writers_at_once_lose_nothing(places):
    """None of them fails, none waits in vain, and every fact is there once."""
    with closing(Forks()) as forks:
        ended = forks.together(4, places.home, write=WRITES)

    assert [each.code for each in ended] == [0] * 4, [each.err for each in ended]
    announced = [id for each in ended for id in each.out.split()]
    assert len(announced) == len(set(announced)) == 4 * (WRITES + WRITES // 4)
    assert {fact.id for fact in journal.read(places.journal).facts} == set(announced)
    with History.open(places) as history:
        assert [fact.id for fact in history.recorded()] == sorted(announced)
        assert (history.damaged, history.notices) == ((), ())
    print(f"4 x {WRITES} writes: the {', '.join(each.err.strip() for each in ended)} s")


@pytest.fixture
def small_disks(tmp_path) -> Iterator[Forks]:
    """A process that may mount file systems nobody else sees."""
    (tmp_path / "disk").mkdir()
    for before in (["unshare", "--mount", "--"], ["unshare", "--user", "--map-root-user", "--mount", "--"]):
        try:
            subprocess.run(
                [*before, "mount", "-t", "tmpfs", "none", tmp_path / "disk"], check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        with closing(Forks(*before)) as forks:
            yield forks
        return
    pytest.skip("no file system can be mounted here")


@pytest.mark.timeout(300)
def test_a_full_disk_of_any_size_loses_nothing(small_disks, tmp_path):
    """It is said with the file and the next step; what was announced is read while it is full; with room it goes on."""
    disk, home = tmp_path / "disk", tmp_path / "disk" / "home"
    many = []
    for size in SIZES:
        full = small_disks(home, write=400, mount=[str(disk), size])
        kept = exported(small_disks(home, "history", "export"))
        checked = small_disks(home, "history", "check")
        hinted = small_disks(home, "code", "start", "adam")
        later = small_disks(home, write=2, mount=[str(disk), size + 1024])
        finally_kept = exported(small_disks(home, "history", "export"))
        announced = set(full.out.split())
        small_disks(home, "history", "list", mount=[str(disk), 0])

        assert full.code == 3, (size, full)
        assert f"history NOT saved: the disk is full ({home / 'journal.jsonl'})" in full.err, size
        assert "Free some space and do it again." in full.err
        assert announced == kept, size
        assert (checked.code, "The journal is whole." in checked.out) == (0, True), (size, checked)
        assert hinted.code in (1, 3), (size, hinted)
        assert (hinted.out, len(hinted.err.splitlines())) == ("", 2), (size, hinted)
        assert "No space left" in hinted.err or "disk is full" in hinted.err
        assert later.code == 0, (size, later)
        assert announced | set(later.out.split()) == finally_kept, size
        many.append(len(announced))
    print(f"{len(many)} sizes of {SIZES[0]} to {SIZES[-1]} KiB: {min(many)} to {max(many)} facts announced, none lost")
    assert max(many) > min(many) > 0


def exported(ended: Ended) -> set[str]:
    assert ended.code == 0, ended
    return {line.split('"id":"')[1].split('"')[0] for line in ended.out.splitlines()}
