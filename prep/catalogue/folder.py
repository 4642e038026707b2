"""A problem's folder, read whole: the Problem it holds, or everything that keeps it from being one."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from prep.catalogue.document import Document, read_document
from prep.catalogue.faults import Fault
from prep.catalogue.forms import forms_in
from prep.catalogue.manifest import Known, read_manifest
from prep.catalogue.names import RESERVED, did_you_mean, is_kebab
from prep.catalogue.outline import Outline, newer_format, read_outline
from prep.catalogue.sources import Source, read_python, read_text
from prep.model.problem import CheckSpec, Entry, Problem

ANSWERS = ("answer.py", "answer.ipynb")


@dataclass(frozen=True)
class Reading:
    """What came of a folder: a problem exactly when there are no faults."""

    folder: Path
    problem: Problem | None
    faults: tuple[Fault, ...] = ()


def read_folder(folder: Path, *, reserved: Collection[str] = RESERVED) -> Reading:
    """Read every file of a problem's folder, and go on past each fault to the next."""
    if not folder.is_dir():
        return Reading(folder, None, (Fault(folder, None, "", "there is no such folder"),))
    try:
        return _read(folder, slug_of(folder), reserved)
    except OSError as error:
        return Reading(folder, None, (Fault(folder, None, "", f"cannot be read: {error.strerror}"),))


def slug_of(folder: Path) -> str:
    """The name that content goes by: its folder's, also where the folder is given as `.` or is a link."""
    return os.path.basename(os.path.abspath(folder))


def holds_files(folder: Path) -> bool:
    """Whether this is more than what another checkout or Python's cache has left behind."""
    if folder.name.startswith((".", "__")) or not folder.is_dir():
        return False
    try:
        return any(not each.name.startswith((".", "__")) for each in folder.iterdir())
    except OSError:
        return True  # reading it will say what is wrong


def python_files(folder: Path) -> list[Path]:
    """The Python files right inside a folder, by name; none where there is no folder."""
    return sorted(file for file in folder.glob("*.py") if file.is_file())


def _read(folder: Path, slug: str, reserved: Collection[str]) -> Reading:
    document = read_document(folder / "problem.toml")
    if isinstance(document, Document) and (newer := newer_format(document)):
        return Reading(folder, None, (newer,))
    outline = read_outline(document, slug) if isinstance(document, Document) else Outline(faults=(document,))
    statement = _statement(folder / "statement.md")
    starter, solution, checks = (read_python(folder / name) for name in ("starter.py", "solution.py", "checks.py"))
    entries, absent = _entries(starter, outline)
    specs, mismarked = _checks(checks, outline)
    faults = (
        *_name_faults(folder, slug, reserved),
        *outline.faults,
        *(each for each in (statement, starter, solution, checks) if isinstance(each, Fault)),
        *absent,
        *mismarked,
        *_mistake_faults(folder, document, outline),
        *_given_faults(folder),
    )
    if faults or not (outline.problem and isinstance(statement, str) and isinstance(starter, Source)):
        return Reading(folder, None, faults)
    told = replace(outline.problem, entries=entries, checks=specs, statement=statement, starter=starter.text)
    return Reading(folder, told)


def _name_faults(folder: Path, slug: str, reserved: Collection[str]) -> Iterator[Fault]:
    if not is_kebab(slug):
        yield Fault(folder, None, "", "a problem's folder is named by lower-case words joined by hyphens")
    elif slug in reserved:
        yield Fault(folder, None, "", f"no problem may be called {slug!r}: it is a subcommand of `prep code`")


def _statement(file: Path) -> str | Fault:
    text = read_text(file)
    return Fault(file, None, "", "is empty") if isinstance(text, str) and not text.strip() else text


def _entries(starter: Source | Fault, outline: Outline) -> tuple[tuple[Entry, ...], list[Fault]]:
    """The entries with the forms that the starter gives them, and those it does not define."""
    if isinstance(starter, Fault) or outline.entries is None:
        return (), []
    forms = forms_in(starter.tree)
    entries = tuple(Entry(name, forms[name]) for name in outline.entries if name in forms)
    absent = [name for name in outline.entries if name not in forms]
    spare = forms.keys() - set(outline.entries)
    says = "the starter does not define this entry"
    return entries, [Fault(starter.file, None, name, f"{says}{did_you_mean(name, spare)}") for name in absent]


def _checks(checks: Source | Fault, outline: Outline) -> tuple[tuple[CheckSpec, ...], list[Fault]]:
    if isinstance(checks, Fault):
        return (), []
    return read_manifest(checks, Known(mistakes=outline.mistakes, stages=outline.stages))


def _mistake_faults(folder: Path, document: Document | Fault, outline: Outline) -> Iterator[Fault]:
    """Mistakes without a file, files without a mistake, and any wrong or right answer that is not text."""
    files = {file.stem: file for file in python_files(folder / "mistakes")}
    if isinstance(document, Document) and outline.mistakes is not None:
        for index, id in enumerate(outline.mistakes):
            if id not in files:
                yield document.fault(("mistake", index, "id"), f"mistakes/{id}.py is missing")
        for stem in sorted(files.keys() - set(outline.mistakes)):
            guess = did_you_mean(stem, outline.mistakes)
            yield Fault(files[stem], None, "", f"has no [[mistake]] in problem.toml{guess}")
    for file in (*files.values(), *python_files(folder / "accepted")):
        if isinstance(text := read_text(file), Fault):
            yield text


def _given_faults(folder: Path) -> Iterator[Fault]:
    given = folder / "given"
    if given.exists() and not given.is_dir():
        yield Fault(given, None, "", "must be a folder")
    for name in ANSWERS:
        if (given / name).exists():
            yield Fault(given / name, None, "", "would be laid over the user's answer: call it something else")
