"""The folder with the answer being edited: laid out, read as a submission, archived, never deleted."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prep.errors import PrepError
from prep.files import end_beats, keep_beat, last_beat, write_whole
from prep.model.moment import Moment
from prep.model.problem import Problem

SCRIPT = "answer.py"
NOTEBOOK = "answer.ipynb"
BEAT = ".beat"
_STAMP, _STAMP_LENGTH = "%Y-%m-%dT%H-%M-%S", 19


@dataclass(frozen=True)
class Workspace:
    """`root` holds one folder per problem; what is in them is the user's."""

    root: Path

    def folder(self, slug: str) -> Path:
        """Where the answer to this problem is edited."""
        return self.root / slug

    def answer(self, slug: str, name: str = SCRIPT) -> Path:
        """The answer's file."""
        return self.folder(slug) / name

    def lay_out(
        self, problem: Problem, given: Iterable[Path], at: datetime, *, name: str = SCRIPT, keep: bool = False
    ) -> Path:
        """Put the starter, the statement and the given files in place; returns the answer's path.

        An answer that is there is archived first. With `keep` it stays, and where there is none the one that
        was archived last comes back.
        """
        folder = self.folder(problem.slug)
        answer = folder / name
        with _told(folder):
            folder.mkdir(parents=True, exist_ok=True)
            if not keep:
                self.archive(problem.slug, at, name=name)
            elif not _exists(answer) and (last := self.last_archived(problem.slug, name=name)) is not None:
                shutil.copyfile(last, answer)
            if not _exists(answer):
                write_whole(answer, _as_notebook(problem.starter) if name == NOTEBOOK else problem.starter)
            write_whole(folder / "statement.md", problem.statement_up_to(1))
            for file in given:
                target = folder / file.relative_to(problem.folder / "given")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
        return answer

    def show_statement(self, problem: Problem, stage: int) -> None:
        """Bring the statement beside the answer up to the stage that is open."""
        with _told(self.folder(problem.slug)):
            write_whole(self.folder(problem.slug) / "statement.md", problem.statement_up_to(stage))

    def put(self, slug: str, name: str, text: str) -> Path:
        """A file of ours beside the answer; returns its path."""
        path = self.folder(slug) / name
        with _told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
        return path

    def archive(self, slug: str, at: datetime, *, name: str = SCRIPT) -> Path | None:
        """Move the answer to `archive/<time>/`; returns where it is now, or None where there was none."""
        answer = self.answer(slug, name)
        if not _exists(answer):
            return None
        with _told(answer):
            stamp = at.astimezone().strftime(_STAMP)
            parent = self.folder(slug) / "archive"
            parent.mkdir(parents=True, exist_ok=True)
            folder = _new_folder(parent, stamp)
            os.replace(answer, folder / name)
        return folder / name

    def last_archived(self, slug: str, *, name: str = SCRIPT) -> Path | None:
        """The answer that was archived last, if any was."""
        kept = (file for file in (self.folder(slug) / "archive").glob(f"*/{name}") if file.is_file())
        return max(kept, key=_archived_at, default=None)

    def restore(self, slug: str, text: str, *, name: str = SCRIPT) -> None:
        """Put a text that the history kept back where the answer was, if the file is gone."""
        answer = self.answer(slug, name)
        if not _exists(answer):
            with _told(answer):
                answer.parent.mkdir(parents=True, exist_ok=True)
                write_whole(answer, _as_notebook(text) if name == NOTEBOOK else text)

    def beat(self, slug: str, session: str, now: Moment) -> None:
        """Note that somebody is at this session: after a kill, the time since the last note was not worked."""
        keep_beat(self.folder(slug) / BEAT, session, now)

    def last_beat(self, slug: str, session: str) -> Moment | None:
        """When somebody was last at this session; None if never, or if it ended in order."""
        return last_beat(self.folder(slug) / BEAT, session)

    def end_beats(self, slug: str) -> None:
        """The sitting ended in order."""
        end_beats(self.folder(slug) / BEAT)


def _new_folder(parent: Path, name: str) -> Path:
    """`parent/name`, or with a number behind it where that is taken."""
    for number in itertools.count(1):
        folder = parent / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise AssertionError("unreachable: the numbers do not end")


def _archived_at(file: Path) -> tuple[str, int]:
    """When a file was archived, by the name that `_new_folder` gave its folder."""
    stamp, number = file.parent.name[:_STAMP_LENGTH], file.parent.name[_STAMP_LENGTH + 1 :]
    return stamp, int(number) if number.isdecimal() else 1


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _as_notebook(source: str) -> str:
    import nbformat
    from nbformat import v4

    cell = v4.new_code_cell(source.rstrip("\n"))  # type: ignore[no-untyped-call]  # nbformat has no types
    notebook = v4.new_notebook(cells=[cell])  # type: ignore[no-untyped-call]  # nbformat has no types
    return str(nbformat.writes(notebook))  # type: ignore[no-untyped-call]  # nbformat has no types


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PrepError(
            f"{error.filename or path} could not be written: {error.strerror}",
            hint="Make room or mend its permissions, or set PREP_HOME to another folder; nothing was lost.",
        ) from error
