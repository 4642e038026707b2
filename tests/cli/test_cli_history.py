"""What was done is read back, and a history that cannot be read is said in one sentence."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import CommandLine

from prep.flows.past import LEAST_OF_ID

EVERYDAY = (["history", "list"], ["history", "show"], ["code", "list"], ["code", "start", "adam"], ["code", "hint"])


def played(prep: CommandLine, *slugs: str) -> None:
    """Sessions that were finished and scored, one after the other."""
    for slug in slugs:
        prep.here("code", "start", slug)
        prep.here("code", "finish", "--score", "3,3,2,3")


def test_an_empty_history_is_no_error(prep: CommandLine):
    """The list says how to begin, in JSON it is empty; nothing is made on disk."""
    lines = prep.here("history", "list")
    data = prep.here("history", "list", "--json")
    show = prep.here("history", "show")

    assert (lines.code, data.code, show.code) == (0, 0, 4)
    assert lines.out == "No session yet. Begin with: prep code stable-softmax\n"
    assert data.data == []
    assert "there is no session yet" in show.err
    assert not prep.home.exists()


def test_the_list_is_newest_first_and_numbered(prep: CommandLine):
    """Filters leave the numbers as they are, so that `show NUMBER` finds what the list showed."""
    played(prep, "adam", "sdpa", "adam")
    everything = prep.here("history", "list", "--json").data
    of_sdpa = prep.here("history", "list", "--problem", "sdpa", "--json").data
    lines = prep.here("history", "list", "--limit", "1").out
    shown = prep.here("history", "show", str(of_sdpa[0]["number"]), "--json").data

    assert [(each["number"], each["slug"]) for each in everything] == [(1, "adam"), (2, "sdpa"), (3, "adam")]
    assert [each["number"] for each in of_sdpa] == [2]
    assert shown["slug"] == "sdpa"
    assert "2 older ones with --limit 3" in lines
    assert "attempts" not in everything[0]


def test_a_filter_without_a_match(prep: CommandLine):
    """Names the problem, not an empty history."""
    played(prep, "adam")

    assert prep.here("history", "list", "--problem", "sdpa").out.startswith("No session on sdpa yet.")
    assert prep.here("history", "list", "--problem", "sdpa", "--json").data == []


@pytest.mark.parametrize("which", ["0", "2", "99999", "nope", "-1"])
def test_no_such_session(prep: CommandLine, which: str):
    """Exit code 4 (or usage), with how many there are."""
    played(prep, "adam")
    ran = prep.here("history", "show", "--", which)

    assert ran.code == 4
    assert f"the history has no '{which}' (1 entry so far)" in ran.err


def test_a_session_by_its_id(prep: CommandLine):
    """Whole, or by as much of its beginning as tells it apart."""
    played(prep, "adam", "sdpa")
    ids = [each["id"] for each in prep.here("history", "list", "--json").data]

    assert prep.here("history", "show", ids[1], "--json").data["slug"] == "adam"
    alike = next(n for n, (one, other) in enumerate(zip(*ids, strict=True)) if one != other)
    beginning = ids[0][: max(LEAST_OF_ID, alike + 1)]
    assert prep.here("history", "show", beginning, "--json").data["slug"] == "sdpa"


def test_an_open_session_is_shown_as_open(prep: CommandLine):
    """No marks yet, and what ends it."""
    prep.here("code", "start", "adam")
    ran = prep.here("history", "show")

    assert ran.code == 0
    assert "open" in ran.out
    assert "`prep code finish` ends it" in ran.out


def without_index(home: Path) -> None:
    """Or it would still know what the journal said before."""
    for index in home.glob("history.db*"):
        index.unlink()


def damaged(prep: CommandLine) -> None:
    """One line in the middle, a self-score, has a flipped letter."""
    lines = (prep.home / "journal.jsonl").read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"session", b"sassion")
    (prep.home / "journal.jsonl").write_bytes(b"".join(lines))
    without_index(prep.home)


def test_a_damaged_line_is_left_out_and_said(prep: CommandLine):
    """The rest is read; the list warns, the doctor knows the line, and every command goes on working."""
    played(prep, "adam", "sdpa")
    damaged(prep)
    listed = prep.here("history", "list")
    doctor = prep.here("doctor")
    started = prep.here("code", "start", "roc-auc")

    assert listed.code == 0
    assert "sdpa" in listed.out
    assert "warning: 1 line of the history cannot be read" in listed.err
    assert doctor.code == 1
    assert "line 3" in doctor.out
    assert (started.code, started.err) == (0, "")


def test_a_spoilt_index_is_rebuilt_and_said(prep: CommandLine):
    """The journal is the truth: the list is whole, the old index is kept, and one note says so."""
    played(prep, "adam")
    for suffix in ("-wal", "-shm"):
        (prep.home / f"history.db{suffix}").unlink(missing_ok=True)
    (prep.home / "history.db").write_bytes(b"not a database at all" * 100)
    listed = prep.here("history", "list")
    again = prep.here("history", "list")

    assert listed.code == again.code == 0
    assert listed.out == again.out
    assert "adam" in listed.out
    assert listed.err.startswith("note: the index of the history was rebuilt")
    assert again.err == ""


def newer(home: Path) -> None:
    journal = home / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"about":"s","format":99}\n')


def directory(home: Path) -> None:
    (home / "journal.jsonl").unlink()
    (home / "journal.jsonl").mkdir()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [(newer, "written by a newer prep (format 99"), (directory, "cannot be read: ")],
)
@pytest.mark.parametrize("words", EVERYDAY, ids=" ".join)
def test_a_history_that_cannot_be_read(prep: CommandLine, words: list[str], spoil: Callable[[Path], None], says: str):
    """One sentence and what to do, exit code 3; the journal stays as it is."""
    played(prep, "sdpa")
    spoil(prep.home)
    before = sorted(path.name for path in prep.home.iterdir() if "history.db" not in path.name)
    ran = prep.here(*words)

    assert (ran.code, ran.out) == (3, "")
    assert says in ran.err
    assert len(ran.err.splitlines()) == 2
    assert sorted(path.name for path in prep.home.iterdir() if "history.db" not in path.name) == before


def test_the_doctor_sees_a_history_that_cannot_be_read(prep: CommandLine):
    """It is the one command that must answer then."""
    played(prep, "sdpa")
    newer(prep.home)
    ran = prep.here("doctor", "--json")

    assert ran.code == 1
    assert any("newer prep" in trouble for trouble in ran.data["trouble"])
    assert ran.data["grader"]["works"]


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anywhere: for a while the tests of a container are somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_home_that_may_not_be_written():
    """Reading works; what would have to be kept is refused in one sentence, and nothing is announced."""
    with tempfile.TemporaryDirectory() as name:
        prep = CommandLine(Path(name))
        played(prep, "sdpa")
        prep.here("code", "list")
        prep.folder.chmod(0o555)
        for path in [prep.home, *prep.home.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        with as_nobody():
            listed = prep.here("history", "list")
            started = prep.here("code", "start", "adam")
        for path in [prep.folder, prep.home, *prep.home.rglob("*")]:
            path.chmod(0o755)

    assert (listed.code, listed.err) == (0, "")
    assert "sdpa" in listed.out
    assert (started.code, started.out) == (1, "")
    assert "could not be written: Permission denied" in started.err
    assert len(started.err.splitlines()) == 2


@pytest.mark.parametrize("words", EVERYDAY[1:], ids=" ".join)
def test_a_home_that_is_a_file(prep: CommandLine, words: list[str]):
    """Whatever PREP_HOME points at: one sentence, and the file stays."""
    prep.home.write_text("a file")
    ran = prep.here(*words)

    assert ran.code in (1, 3, 4)
    assert ran.out == ""
    assert ran.err.startswith("error: ")
    assert "PREP_HOME" in ran.err
    assert prep.home.read_text() == "a file"


def test_a_defect_of_ours_is_a_sentence_too(prep: CommandLine):
    """No traceback: exit code 70, one line, and the details in a file beside the history."""
    played(prep, "sdpa")
    journal = prep.home / "journal.jsonl"
    from prep.history.line import decode, encode
    from prep.model.fact import Fact

    first = decode(journal.read_bytes().splitlines()[0])
    without_index(prep.home)
    journal.write_bytes(encode(Fact(first.id, first.kind, first.about, first.at, {"slug": 3})) + b"\n")
    ran = prep.here("history", "list")

    assert ran.code == 70
    assert ran.err.startswith("error: prep failed, and it is not your fault: KeyError")
    assert "last-error.txt" in ran.err
    assert "Traceback" in (prep.home / "last-error.txt").read_text()
    assert "Traceback" not in ran.err
