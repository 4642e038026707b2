"""Whatever became of the history's files: one sentence, what to do next, the right exit code, and nothing lost."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from forks import Ended, Forks

TODAY, LIST, WRITE, CHECK, REPAIR, EXPORT = (
    (),
    ("history", "list"),
    ("code", "hint"),
    ("history", "check"),
    ("history", "check", "--repair"),
    ("history", "export"),
)
FACTS = 4
STRANGER = 54321
"""The number of a user whom no system knows."""


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with closing(Forks()) as opened:
        yield opened


@pytest.fixture(scope="module")
def practised(forks, tmp_path_factory) -> Path:
    """A home with a finished session and an open one, in journal and index."""
    home = tmp_path_factory.mktemp("practised") / "home"
    for words in (
        ("code", "start", "adam"),
        ("code", "finish", "--score", "3,3,2,3"),
        ("code", "start", "sdpa"),
        LIST,
    ):
        ended = forks(home, *words)
        assert ended.code == 0, ended
    assert (home / "journal.jsonl").read_bytes().count(b"\n") == FACTS
    return home


@pytest.fixture
def home(practised, tmp_path) -> Path:
    shutil.copytree(practised, tmp_path / "home")
    return tmp_path / "home"


def refused(ended: Ended, code: int, *says: str) -> None:
    """One sentence and one hint on stderr, nothing announced on stdout."""
    assert (ended.code, ended.out) == (code, ""), ended
    assert ended.err.startswith("error: "), ended.err
    assert len(ended.err.splitlines()) == 2, ended.err
    assert all(each in ended.err for each in says), ended.err


@dataclass(frozen=True)
class Trouble:
    """What happened to the files, and what is said of it by which command: exit code, on stdout, on stderr."""

    name: str
    spoil: Callable[[Path], object]
    says: dict[tuple[str, ...], tuple[int, str, str]] = field(default_factory=dict)


def in_journal(more: bytes) -> Callable[[Path], object]:
    return lambda home: (home / "journal.jsonl").open("ab").write(more)


def without_index(home: Path) -> None:
    (home / "history.db").unlink()


def page_of_index(home: Path) -> None:
    content = bytearray((home / "history.db").read_bytes())
    content[4096 : 2 * 4096] = b"\xa5" * 4096
    (home / "history.db").write_bytes(content)


def torn(home: Path) -> None:
    (home / "journal.jsonl").write_bytes((home / "journal.jsonl").read_bytes()[:-30])


WHOLE, ASIDE = "The journal is whole.", "note: the index of the history was rebuilt from the journal"
BACK = f"{FACTS} facts had back"
TROUBLES = (
    Trouble(
        "no index",
        without_index,
        {TODAY: (0, "sdpa", ""), LIST: (0, "sdpa", ""), WRITE: (0, "hint 1", ""), CHECK: (0, WHOLE, "")},
    ),
    Trouble(
        "empty index",
        lambda home: (home / "history.db").write_bytes(b""),
        {TODAY: (0, "sdpa", ""), LIST: (0, "sdpa", ""), WRITE: (0, "hint 1", ""), CHECK: (0, WHOLE, "")},
    ),
    Trouble(
        "damaged page of the index",
        page_of_index,
        {TODAY: (0, "sdpa", ASIDE), LIST: (0, "sdpa", ASIDE), WRITE: (0, "hint 1", ASIDE), CHECK: (0, WHOLE, ASIDE)},
    ),
    Trouble(
        "index that is a directory",
        lambda home: (without_index(home), (home / "history.db").mkdir()),
        {LIST: (0, "sdpa", ""), WRITE: (0, "hint 1", ""), CHECK: (0, "no index can be written", "")},
    ),
    Trouble(
        "no journal",
        lambda home: (home / "journal.jsonl").unlink(),
        {TODAY: (0, "Nothing practised yet", ASIDE), LIST: (0, "No session yet", ASIDE), CHECK: (0, BACK, ASIDE)},
    ),
    Trouble(
        "empty journal",
        lambda home: (home / "journal.jsonl").write_bytes(b""),
        {TODAY: (0, "Nothing practised yet", ASIDE), LIST: (0, "No session yet", ASIDE), CHECK: (0, BACK, ASIDE)},
    ),
    Trouble(
        "torn last line",
        torn,
        {LIST: (0, "adam", ASIDE), CHECK: (1, "line 4: it is torn", ASIDE), REPAIR: (0, "1 fact had back", ASIDE)},
    ),
    Trouble(
        "line that is no text",
        in_journal(b"\xff\xfe\x80 rubbish \xc3\n"),
        {
            TODAY: (0, "sdpa", "warning: 1 line"),
            LIST: (0, "sdpa", "warning: 1 line of the history cannot be read"),
            WRITE: (0, "hint 1", ""),
            CHECK: (1, "line 5: it is not JSON", ""),
            REPAIR: (0, "set aside, byte for byte", ""),
        },
    ),
)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_what_can_be_read_is_read_and_the_rest_said(forks, practised, home, trouble):
    """Every command answers or says what is wrong; a check puts right what can be, and all four are there then."""
    for words, (code, on_stdout, on_stderr) in trouble.says.items():
        shutil.rmtree(home)
        shutil.copytree(practised, home)
        trouble.spoil(home)
        ended = forks(home, *words)

        assert (ended.code, on_stdout in ended.out) == (code, True), (words, ended)
        assert on_stderr in ended.err if on_stderr else not ended.err, (words, ended)
        assert "Traceback" not in ended.err
        assert len(ended.err.splitlines()) <= 2
    forks(home, *REPAIR)
    exported = forks(home, *EXPORT)
    lines = set((practised / "journal.jsonl").read_text().splitlines())
    assert lines <= set(exported.out.splitlines())


def newer_index(home: Path) -> None:
    with closing(sqlite3.connect(home / "history.db")) as sql:
        sql.execute("PRAGMA user_version = 77")


REFUSALS = {
    "newer journal": (in_journal(b'{"about":"s","format":99}\n'), ["newer prep (format 99", "Update prep"]),
    "newer index": (newer_index, ["newer prep (schema 77", "Update prep, or move", "history.db away"]),
    "journal that is a directory": (
        lambda home: ((home / "journal.jsonl").unlink(), (home / "journal.jsonl").mkdir()),
        ["journal.jsonl: Is a directory", "PREP_HOME"],
    ),
    "home that is a file": (
        lambda home: (shutil.rmtree(home), home.write_text("mine")),
        ["journal.jsonl: Not a directory", "PREP_HOME"],
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_read_is_refused_and_left(forks, home, name):
    """Every command says the same, names the file and the next step; not a byte of the user's changes."""
    spoil, says = REFUSALS[name]
    spoil(home)
    before = content(home)
    for words in (TODAY, LIST, WRITE, CHECK, REPAIR, EXPORT):
        refused(forks(home, *words), 3, *says)

        assert content(home) == before, words


def content(home: Path) -> dict[str, bytes]:
    files = [home] if home.is_file() else [file for file in home.rglob("*") if file.is_file()]
    return {str(file): file.read_bytes() for file in files if not file.name.endswith(("-wal", "-shm"))}


def test_a_locked_journal_is_said(forks, home):
    """While another prep holds it, reading goes on; a write gives up after a while, in words, and changes nothing."""
    before = (home / "journal.jsonl").read_bytes()
    with (home / "journal.jsonl").open("rb") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        listed = forks(home, *LIST, patience=0.05)
        checked = forks(home, *CHECK, patience=0.05)
        hinted = forks(home, *WRITE, patience=0.05)
    again = forks(home, *WRITE)

    assert (listed.code, listed.err, checked.code) == (0, "", 0)
    refused(hinted, 3, "history NOT saved: another prep", "journal.jsonl", "Look for a stopped one", "do it again")
    assert (again.code, (home / "journal.jsonl").read_bytes().startswith(before)) == (0, True)


def test_a_locked_index_is_done_without(forks, home):
    """Whoever else holds the database for ever: reading and writing go on, and the next prep knows of it."""
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        ended = {words: forks(home, *words, patience=0.05) for words in (TODAY, LIST, WRITE, CHECK)}
    after = forks(home, *CHECK)

    assert {words: each.code for words, each in ended.items()} == dict.fromkeys(ended, 0), ended
    assert "Traceback" not in "".join(each.err for each in ended.values())
    assert "no index can be written; memory answers" in ended[CHECK].out
    assert f"{FACTS + 1} facts whole" in after.out
    assert "index built again" in after.out


def test_a_locked_index_is_said(forks, home):
    """One note says which file is held and that the journal was read instead: it explains why prep was slow."""
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        listed = forks(home, *LIST, patience=0.05)

    assert listed.code == 0
    assert listed.err.startswith("note: another program holds the index"), listed.err
    assert "history.db" in listed.err
    assert len(listed.err.splitlines()) == 1


def test_a_journal_that_lost_facts_is_told_with_the_next_step(forks, home):
    """The note names the file that may hold more, and the command that looks into it."""
    (home / "journal.jsonl").unlink()
    listed = forks(home, *LIST)

    assert "history.db.damaged-" in listed.err
    assert "`prep history check`" in listed.err


def test_a_full_disk_is_said(forks, home):
    """With no room left every answer is still there; what would have to be kept is refused, and no half of it is."""
    journal = home / "journal.jsonl"
    before = journal.read_bytes()
    (home / "history.db").unlink()
    read = [forks(home, *words, most=len(before)) for words in (TODAY, LIST, CHECK, EXPORT)]
    hinted = forks(home, *WRITE, most=len(before))

    assert [each.code for each in read] == [0, 0, 0, 0]
    assert len(read[-1].out.splitlines()) == FACTS
    refused(hinted, 3, f"history NOT saved: the disk is full ({journal})", "Free some space and do it again.")
    assert journal.read_bytes() == before
    assert forks(home, *WRITE).code == 0


def test_a_line_as_long_as_a_film_is_one_damaged_line(forks, home):
    """A hundred megabytes without a newline: said like any other line, set aside, and quick again afterwards."""
    with (home / "journal.jsonl").open("ab") as file:
        for _ in range(100):
            file.write(b"[" * 1_000_000)
    listed = forks(home, *LIST)
    checked = forks(home, *CHECK)
    repaired = forks(home, *REPAIR)
    after = forks(home, *CHECK)

    assert (listed.code, "sdpa" in listed.out) == (0, True)
    assert (checked.code, repaired.code, after.code) == (1, 0, 0)
    assert "line 5: it is torn" in checked.out
    assert "set aside, byte for byte" in repaired.out
    assert f"{FACTS} facts whole" in after.out


@contextlib.contextmanager
def closed_to_strangers(folder: Path) -> Iterator[dict[str, int]]:
    """How to be somebody who may not look into this folder, in which everything stays readable to others."""
    for parent in folder.parents:
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & stat.S_IXOTH:
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH)
        if parent.name.startswith("pytest-of"):
            break
    mode = folder.stat().st_mode
    folder.chmod(0o000)
    try:
        yield {"user": STRANGER} if os.geteuid() == 0 else {}
    finally:
        folder.chmod(mode)


@pytest.mark.parametrize("which", ["home", "folder above"])
def test_a_home_on_a_path_that_may_not_be_searched(forks, home, tmp_path, which):
    """The file is named with the reason, and nothing is made elsewhere instead."""
    with closed_to_strangers(home if which == "home" else tmp_path) as somebody:
        for words in (TODAY, LIST, WRITE, CHECK, ("code", "start", "roc-auc")):
            refused(forks(home, *words, **somebody), 3, f"{home / 'journal.jsonl'}: Permission denied", "PREP_HOME")


def test_a_home_that_may_only_be_read(forks, home, tmp_path):
    """Everything can be looked at, from memory where no index can be kept; a write is refused in one sentence."""
    with closed_to_strangers(home) as somebody:
        for path in (home, *home.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = content(home)
        read = [forks(home, *words, **somebody) for words in (TODAY, LIST, CHECK, EXPORT)]
        hinted = forks(home, *WRITE, **somebody)
        for path in (home, *home.rglob("*")):
            path.chmod(0o755)

    assert [(each.code, each.err) for each in read] == [(0, "")] * 4, read
    assert WHOLE in read[2].out
    refused(hinted, 3, "history NOT saved: writing there is not allowed", "PREP_HOME")
    assert content(home) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become a user whom the system does not know")
def test_nobody_knows_where_home_is(forks, tmp_path):
    """A user without an entry and without HOME: one sentence that names PREP_HOME, and nothing made in the folder."""
    here = tmp_path / "here"
    here.mkdir()
    with closed_to_strangers(here):
        pass  # the way to it is open from now on
    for folder in (tmp_path, here):
        folder.chmod(0o777)
    for words in (TODAY, LIST, CHECK, ("code", "start", "adam")):
        ended = forks(
            tmp_path,
            *words,
            user=STRANGER,
            without=["HOME", "PREP_HOME", "XDG_DATA_HOME"],
            folder=str(here),
        )

        refused(ended, 2, "PREP_HOME")
        assert list(here.iterdir()) == [], words


@pytest.mark.parametrize("words", [TODAY, LIST, WRITE, CHECK], ids=" ".join)
def test_a_home_of_somebody_who_is_not_there(forks, tmp_path, words):
    """`~name` of nobody is said, not raised."""
    refused(forks(tmp_path, *words, variables={"PREP_HOME": "~nobody-of-that-name/prep"}), 2, "PREP_HOME")
