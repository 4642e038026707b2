"""All talks of all folders that hold some, the broken ones with their faults beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from prep.catalogue.document import Document, read_document
from prep.catalogue.faults import Fault, bad_content
from prep.catalogue.folder import holds_files, slug_of
from prep.catalogue.names import RESERVED_TALKS, is_kebab, near
from prep.catalogue.talk_folder import TalkReading, read_talk_folder
from prep.errors import NoSuchThing
from prep.model.talk import Talk


@dataclass(frozen=True)
class TalkShelf:
    """The talks, the first folder's first, then by name; what is wrong with the others, and where those others are."""

    talks: tuple[Talk, ...] = ()
    faults: tuple[Fault, ...] = ()
    broken: tuple[Path, ...] = ()


def find_talks(roots: Sequence[Path]) -> TalkShelf:
    """Every talk in these folders of talks; of two with one slug or uuid, the first sound one is taken."""
    folders, faults = _folders(roots)
    talks: list[Talk] = []
    broken: list[Path] = []
    for folder in folders:
        reading = read_talk_folder(folder)
        twin = _twin(reading, talks)
        if reading.talk is None or twin:
            faults += [twin] if twin else reading.faults
            broken.append(folder)
        else:
            talks.append(reading.talk)
    return TalkShelf(tuple(talks), tuple(faults), tuple(broken))


def find_talk(roots: Sequence[Path], slug: str) -> Talk:
    """The talk of that name, in the first of these folders that holds a sound one."""
    shelf = find_talks(roots)
    for talk in shelf.talks:
        if talk.slug == slug:
            return talk
    broken = [folder for folder in shelf.broken if slug_of(folder) == slug]
    if broken:
        faults = [fault for fault in shelf.faults if any(fault.file.is_relative_to(folder) for folder in broken)]
        raise bad_content(faults, hint="This talk cannot be used as it is; `prep talk list` shows the others.")
    guesses = " or ".join(f"`{guess}`" for guess in near(slug, talk_slugs(roots)))
    hint = f"{f'Did you mean {guesses}? ' if guesses else ''}`prep talk list` shows them all."
    raise NoSuchThing(f"there is no talk called {slug!r}", hint=hint)


def read_talk(folder: Path) -> Talk:
    """The talk in this folder; BadContent tells all its faults."""
    reading = read_talk_folder(folder)
    if reading.talk is None:
        raise bad_content(reading.faults, hint="Put these right, then `prep talk show` reads the talk again.")
    return reading.talk


def talk_slugs(roots: Sequence[Path]) -> list[str]:
    """The names of the talks by their folders alone: quick enough for the shell to complete a word."""
    names = {folder.name for folder in _folders(roots)[0]}
    return sorted(name for name in names if is_kebab(name) and name not in RESERVED_TALKS)


def _twin(reading: TalkReading, taken: Iterable[Talk]) -> Fault | None:
    """The fault of being a talk that an earlier folder holds already."""
    if (talk := reading.talk) is None:
        return None
    for other in taken:
        if other.slug == talk.slug:
            return Fault(reading.folder, None, "", f"another talk has this name, and is used: {other.folder}")
        if other.uuid == talk.uuid:
            file = reading.folder / "talk.toml"
            document = read_document(file)
            line = document.line(("uuid",)) if isinstance(document, Document) else None
            return Fault(file, line, "uuid", f"another talk has this uuid, and is used: {other.folder}")
    return None


def _folders(roots: Sequence[Path]) -> tuple[list[Path], list[Fault]]:
    """Every talk's folder, each once, and the roots that cannot be read; one that is not there holds no talk."""
    folders: dict[Path, Path] = {}
    faults: list[Fault] = []
    for root in roots:
        try:
            for folder in sorted(root.iterdir()) if root.is_dir() else ():
                if holds_files(folder):
                    folders.setdefault(folder.resolve(), folder)
        except OSError as error:
            faults.append(Fault(root, None, "", f"cannot be read: {error.strerror}"))
    return list(folders.values()), faults
