"""The folder with the answer being edited: nothing in it is ever deleted, and nobody reads half a file."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prep.errors import PrepError
from prep.files import write_whole
from prep.model.moment import Moment
from prep.model.problem import Kind, Level, Problem
from prep.workspace import NOTEBOOK, Workspace

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
STARTER = "def double(x):\n    return x\n"


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    folder = tmp_path / "pack" / "double"
    (folder / "given" / "deep").mkdir(parents=True)
    (folder / "given" / "deep" / "data.txt").write_text("1\n")
    return Problem(
        slug="double",
        uuid="u",
        title="Doubling",
        kind=Kind.IMPLEMENT,
        topic="numbers",
        level=Level.CORE,
        minutes=10,
        entries=(),
        statement="# Doubling\n",
        starter=STARTER,
        folder=folder,
        checks=(),
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home" / "work")


def given(problem: Problem) -> list[Path]:
    return [problem.folder / "given" / "deep" / "data.txt"]


def archived(workspace: Workspace) -> list[str]:
    return [file.read_text() for file in sorted((workspace.folder("double") / "archive").glob("*/answer.py"))]


def test_lay_out(workspace: Workspace, problem: Problem):
    """The starter, the statement, and the given files in their folders."""
    answer = workspace.lay_out(problem, given(problem), AT)

    assert answer == workspace.answer("double")
    assert answer.read_text() == STARTER
    assert (answer.parent / "statement.md").read_text() == "# Doubling\n"
    assert (answer.parent / "deep" / "data.txt").read_text() == "1\n"


def test_an_answer_that_is_there_is_archived_first(workspace: Workspace, problem: Problem):
    """Whatever it is: a file that nobody meant to lose is still there."""
    workspace.lay_out(problem, [], AT).write_text("mine = 1\n")
    workspace.lay_out(problem, [], AT)

    assert workspace.answer("double").read_text() == STARTER
    assert archived(workspace) == ["mine = 1\n"]


def test_keep_leaves_the_answer(workspace: Workspace, problem: Problem):
    """`--continue`: nothing is moved."""
    workspace.lay_out(problem, [], AT).write_text("mine = 1\n")
    workspace.lay_out(problem, [], AT, keep=True)

    assert workspace.answer("double").read_text() == "mine = 1\n"
    assert archived(workspace) == []


def test_keep_brings_the_last_one_back(workspace: Workspace, problem: Problem):
    """`--continue` after a finish: a copy of what was archived last, also of two in one second."""
    for number in range(12):
        workspace.lay_out(problem, [], AT).write_text(f"mine = {number}\n")
        workspace.archive("double", AT + timedelta(seconds=number >= 1))
    workspace.lay_out(problem, [], AT, keep=True)

    assert workspace.answer("double").read_text() == "mine = 11\n"
    assert len(archived(workspace)) == 12


def test_keep_with_nothing_to_keep_is_the_starter(workspace: Workspace, problem: Problem):
    """The first session on a problem."""
    workspace.lay_out(problem, [], AT, keep=True)

    assert workspace.answer("double").read_text() == STARTER


def test_archive_says_where_it_went(workspace: Workspace, problem: Problem):
    """In a folder by the local time, numbered where two fall into one second; nothing to archive is None."""
    workspace.lay_out(problem, [], AT)
    first = workspace.archive("double", AT)
    nothing = workspace.archive("double", AT)
    workspace.lay_out(problem, [], AT)
    second = workspace.archive("double", AT)

    stamp = AT.astimezone().strftime("%Y-%m-%dT%H-%M-%S")
    assert [path and path.parent.name for path in (first, nothing, second)] == [stamp, None, f"{stamp}-2"]


def test_a_link_and_a_folder_are_archived_as_they_are(workspace: Workspace, problem: Problem, tmp_path: Path):
    """A symlink in the answer's place, even a broken one, and a directory: moved, not followed, not emptied."""
    answer = workspace.lay_out(problem, [], AT)
    answer.unlink()
    answer.symlink_to(tmp_path / "nowhere.py")
    link = workspace.archive("double", AT)
    answer.mkdir()
    (answer / "inside.txt").write_text("kept")
    folder = workspace.archive("double", AT)

    assert link is not None
    assert link.is_symlink()
    assert folder is not None
    assert (folder / "inside.txt").read_text() == "kept"


def test_a_notebook_has_the_starter_in_a_cell(workspace: Workspace, problem: Problem):
    """`--notebook` lays out a valid notebook beside no script."""
    answer = workspace.lay_out(problem, [], AT, name=NOTEBOOK)

    notebook = json.loads(answer.read_text())
    assert notebook["nbformat"] == 4
    assert ["".join(cell["source"]) for cell in notebook["cells"]] == [STARTER.rstrip("\n")]
    assert not workspace.answer("double").exists()


def test_restore_fills_only_a_gap(workspace: Workspace, problem: Problem):
    """A text of the history goes back where the answer was, and never over one."""
    workspace.restore("double", "kept = 1\n")
    workspace.restore("double", "other = 1\n")

    assert workspace.answer("double").read_text() == "kept = 1\n"


def moment(seconds: float) -> Moment:
    return Moment(AT + timedelta(seconds=seconds), timedelta(hours=3, seconds=seconds), "boot")


def test_a_beat_is_read_back(workspace: Workspace, problem: Problem):
    """The last one counts, for its own session alone, until the sitting ended in order."""
    workspace.lay_out(problem, [], AT)
    before = workspace.last_beat("double", "s1")
    workspace.beat("double", "s1", moment(0))
    workspace.beat("double", "s1", moment(1.25))
    kept, other = workspace.last_beat("double", "s1"), workspace.last_beat("double", "s2")
    workspace.end_beats("double")

    assert (before, kept, other) == (None, moment(1.25), None)
    assert workspace.last_beat("double", "s1") is None


@pytest.mark.parametrize("written", ["", "{", "[]", "{}", '{"about": "s1"}', '{"about": "s1", "utc": 3}', "\x00"])
def test_a_spoilt_beat_is_no_beat(workspace: Workspace, problem: Problem, written: str):
    """A file that somebody else wrote, or half a one, never ends a session."""
    workspace.lay_out(problem, [], AT)
    (workspace.folder("double") / ".beat").write_text(written)

    assert workspace.last_beat("double", "s1") is None


def test_a_beat_that_cannot_be_written_is_let_go(workspace: Workspace):
    """Where the folder is gone, or the disk is full, the session goes on."""
    workspace.beat("nowhere", "s1", moment(0))

    assert workspace.last_beat("nowhere", "s1") is None


def test_nobody_reads_half_a_file(tmp_path: Path):
    """While a file is written again and again, every reader sees one whole version."""
    path = tmp_path / "file.txt"
    versions = [letter * 200_000 for letter in "ab"]
    write_whole(path, versions[0])
    done = threading.Event()

    def write() -> None:
        for number in range(60):
            write_whole(path, versions[number % 2], durable=False)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(path.read_text())
    writer.join()

    assert seen <= set(versions)
    assert list(tmp_path.iterdir()) == [path]


def test_writing_leaves_lines_as_they_are(tmp_path: Path):
    """UTF-8, and the newlines of the text, on every system; readable by others as files are."""
    write_whole(tmp_path / "file.txt", "ä\r\nb\n")

    assert (tmp_path / "file.txt").read_bytes() == "ä\r\nb\n".encode()
    assert os.stat(tmp_path / "file.txt").st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_no_rubbish(tmp_path: Path):
    """The old content stays, and no temporary file."""
    path = tmp_path / "folder"
    path.mkdir()
    (path / "inside").write_text("kept")
    with pytest.raises(OSError, match="folder"):
        write_whole(path, "new")

    assert [file.name for file in tmp_path.iterdir()] == ["folder"]


def test_what_cannot_be_written_is_said(tmp_path: Path, problem: Problem):
    """In words: which file, why, and that PREP_HOME may point elsewhere."""
    (tmp_path / "home").write_text("a file")

    with pytest.raises(PrepError, match="could not be written: Not a directory") as refused:
        Workspace(tmp_path / "home" / "work").lay_out(problem, [], AT)
    assert "PREP_HOME" in refused.value.hint
