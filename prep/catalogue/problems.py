"""All problems of all content folders, the broken ones with their faults beside them; and each one's files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from prep.catalogue.document import Document, read_document
from prep.catalogue.faults import Fault, bad_content
from prep.catalogue.folder import Reading, holds_files, python_files, read_folder, slug_of
from prep.catalogue.names import RESERVED, is_kebab, near
from prep.catalogue.sources import read_text
from prep.errors import NoSuchThing
from prep.model.problem import Level, Problem


@dataclass(frozen=True)
class Shelf:
    """The problems in the order to practise them, what is wrong with the others, and where those others are."""

    problems: tuple[Problem, ...] = ()
    faults: tuple[Fault, ...] = ()
    broken: tuple[Path, ...] = ()


def read_problem(folder: Path, *, reserved: Collection[str] = RESERVED) -> Problem:
    """The problem in this folder; BadContent tells all its faults."""
    reading = read_folder(folder, reserved=reserved)
    if reading.problem is None:
        raise bad_content(reading.faults, hint="Put these right, then `prep code audit` proves the problem again.")
    return reading.problem


def faults_of(folder: Path, *, reserved: Collection[str] = RESERVED) -> list[Fault]:
    """Everything that keeps this folder from being a problem."""
    return list(read_folder(folder, reserved=reserved).faults)


def find_problems(content: Sequence[Path], *, reserved: Collection[str] = RESERVED) -> Shelf:
    """Every problem of these content folders; of two with one slug or uuid, the first sound one is taken."""
    folders, faults = _folders(content)
    shelf = _shelve(read_folder(folder, reserved=reserved) for folder in folders)
    return Shelf(shelf.problems, (*faults, *shelf.faults), shelf.broken)


def find_problem(where: Shelf | Sequence[Path], slug: str, *, reserved: Collection[str] = RESERVED) -> Problem:
    """The problem of that name; given content folders, only the folders that could be it are read."""
    shelf = where if isinstance(where, Shelf) else _shelf_around(slug, where, reserved)
    for problem in shelf.problems:
        if problem.slug == slug:
            return problem
    broken = [folder for folder in shelf.broken if slug_of(folder) == slug]
    if broken:
        faults = [fault for fault in shelf.faults if any(fault.file.is_relative_to(folder) for folder in broken)]
        raise bad_content(faults, hint="This problem cannot be used as it is; `prep code list` shows the others.")
    known = (
        [problem.slug for problem in shelf.problems] if isinstance(where, Shelf) else slugs(where, reserved=reserved)
    )
    guesses = " or ".join(f"`{guess}`" for guess in near(slug, known))
    hint = f"{f'Did you mean {guesses}? ' if guesses else ''}`prep code list` shows them all."
    raise NoSuchThing(f"there is no problem called {slug!r}", hint=hint)


def slugs(content: Sequence[Path], *, reserved: Collection[str] = RESERVED) -> list[str]:
    """The names of the problems by their folders alone: quick enough for the shell to complete a word."""
    names = {folder.name for folder in _folders(content)[0]}
    return sorted(name for name in names if is_kebab(name) and name not in reserved)


def read_solution(problem: Problem) -> str:
    """The reference, as a strong candidate would write it."""
    text = read_text(problem.folder / "solution.py")
    if isinstance(text, Fault):
        raise bad_content([text])
    return text


def mistake_path(problem: Problem, id: str) -> Path:
    """The file of a known mistake."""
    if problem.mistake(id) is None:
        known = ", ".join(mistake.id for mistake in problem.mistakes) or "none"
        raise NoSuchThing(f"{problem.slug} knows no mistake called {id!r}", hint=f"It knows: {known}.")
    return problem.folder / "mistakes" / f"{id}.py"


def accepted_paths(problem: Problem) -> list[Path]:
    """Other right solutions, written differently."""
    return python_files(problem.folder / "accepted")


def given_files(problem: Problem) -> list[Path]:
    """The files to be laid beside the answer, those in folders included, without what Python caches."""
    given = problem.folder / "given"
    return sorted(
        file for file in given.rglob("*") if file.is_file() and "__pycache__" not in file.relative_to(given).parts
    )


def _shelve(readings: Iterable[Reading]) -> Shelf:
    """The sound problems in order, and every name or uuid that is taken already."""
    taken: list[Problem] = []
    faults: list[Fault] = []
    broken: list[Path] = []
    for reading in readings:
        twin = _twin(reading, taken)
        if reading.problem is None or twin:
            faults += [twin] if twin else reading.faults
            broken.append(reading.folder)
        else:
            taken.append(reading.problem)
    return Shelf(tuple(sorted(taken, key=_to_practise)), tuple(faults), tuple(broken))


def _twin(reading: Reading, taken: Iterable[Problem]) -> Fault | None:
    """The fault of being a problem that an earlier folder holds already."""
    if (problem := reading.problem) is None:
        return None
    for other in taken:
        if other.slug == problem.slug:
            return Fault(reading.folder, None, "", f"another problem has this name, and is used: {other.folder}")
        if other.uuid == problem.uuid:
            file = reading.folder / "problem.toml"
            document = read_document(file)
            line = document.line(("uuid",)) if isinstance(document, Document) else None
            return Fault(file, line, "uuid", f"another problem has this uuid, and is used: {other.folder}")
    return None


def _to_practise(problem: Problem) -> tuple[int, int, str]:
    return list(Level).index(problem.level), problem.minutes, problem.slug


def _shelf_around(slug: str, content: Sequence[Path], reserved: Collection[str]) -> Shelf:
    """The shelf as far as this slug goes: the folders of that name, and those that share a uuid with one."""
    folders, faults = _folders(content)
    readings = {folder: read_folder(folder, reserved=reserved) for folder in folders if folder.name == slug}
    uuids = [reading.problem.uuid.encode() for reading in readings.values() if reading.problem]
    for folder in folders:
        if folder not in readings and uuids and any(uuid in _bytes(folder / "problem.toml") for uuid in uuids):
            readings[folder] = read_folder(folder, reserved=reserved)
    shelf = _shelve(readings[folder] for folder in folders if folder in readings)
    return Shelf(shelf.problems, (*faults, *shelf.faults), shelf.broken)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes().lower()
    except OSError:
        return b""


def _folders(content: Sequence[Path]) -> tuple[list[Path], list[Fault]]:
    """Every problem's folder, in content order and then by name, and the content that is not there."""
    folders: dict[Path, Path] = {}
    faults: list[Fault] = []
    for root in content:
        if not root.is_dir():
            faults.append(Fault(root, None, "", "there is no such folder of content"))
        elif (root / "problem.toml").is_file():
            faults.append(Fault(root, None, "", "is itself a problem's folder: name the folder that holds it"))
        try:
            for folder in _folders_in(root) if root.is_dir() else ():
                folders.setdefault(folder.resolve(), folder)
        except OSError as error:
            faults.append(Fault(root, None, "", f"cannot be read: {error.strerror}"))
    return list(folders.values()), faults


def _folders_in(root: Path) -> Iterator[Path]:
    """The folders in `problems/`, empty ones aside, and those right here that hold a problem.toml."""
    shelved = root / "problems"
    if shelved.is_dir():
        yield from (folder for folder in sorted(shelved.iterdir()) if holds_files(folder))
    yield from (file.parent for file in sorted(root.glob("*/problem.toml")))
