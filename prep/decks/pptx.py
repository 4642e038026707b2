"""A PowerPoint deck (.pptx): slides in their order, its sections, hidden slides and speaker notes.

Read with zipfile and ElementTree: python-pptx would be 34 MB more to install, last released in 2024, and unpacks the
whole file, which a zip bomb fills the memory with. Here no part is unpacked beyond its limit, and pictures never are.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree

from prep.decks.slide import MOST_SLIDES, Reading, Slide, damaged, given_title, line_of, no_deck, notes_of
from prep.errors import BadContent

MOST_PART = 32 << 20
MOST_IN_ALL = 512 << 20
MOST_PARTS = 200_000

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DC = "{http://purl.org/dc/elements/1.1/}"


def read_pptx(path: Path) -> Reading:
    """The slides of a PowerPoint deck."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _Package(archive, path).reading()
    except RecursionError:  # a RuntimeError too, and told elsewhere
        raise
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, UnicodeError) as error:
        raise damaged(path, "is damaged, or not a PowerPoint deck") from error
    # Parts that are missing, packed in some way of its own or with a password, or in an encoding that is none.
    except (LookupError, ValueError, NotImplementedError, RuntimeError, struct.error) as error:
        raise damaged(path, "has parts that are missing or cannot be unpacked") from error


@dataclass
class _Package:
    """The parts inside the file, and what has been unpacked so far."""

    archive: zipfile.ZipFile
    path: Path
    unpacked: int = 0
    announcing: dict[str, bool] = field(default_factory=dict)

    def reading(self) -> Reading:
        if len(self.archive.infolist()) > MOST_PARTS:
            raise damaged(self.path, "has far too many parts")
        main = self._main()
        presentation = self._xml(main)
        parts = self._links(main)
        order = [
            (each.get("id", ""), parts.get(each.get(f"{_R}id", ""), ("", ""))[1])
            for each in presentation.iterfind(f"{_P}sldIdLst/{_P}sldId")
        ]
        if len(order) > MOST_SLIDES:
            raise BadContent(f"{self.path.name} has {len(order):,} slides", hint="Import the part that is your talk.")
        names = set(self.archive.namelist())
        found = [(id, self._slide(part)) for id, part in order if part in names]
        lost = len(order) - len(found)
        warnings = [f"{lost} of {len(order)} slides are missing from the file"] if lost else []
        if any(slide.hidden for _, slide in found):
            warnings.append("PowerPoint's own slide numbers count the hidden ones too")
        slides, how = _sectioned(presentation, found)
        return Reading(self._title(), tuple(slides), how, tuple(warnings))

    def _main(self) -> str:
        """The part that lists the slides; other Office files have one of another name."""
        main = next((part for kind, part in self._links("").values() if kind == "officeDocument"), "")
        if not main or "presentation" not in posixpath.basename(main).lower():
            raise no_deck(self.path)
        return main

    def _slide(self, part: str) -> Slide:
        slide = self._xml(part)
        links = dict(self._links(part).values())
        notes = self._xml(links["notesSlide"]) if "notesSlide" in links else None
        title = line_of(" ".join(_texts(slide, "title", "ctrTitle")))
        return Slide(
            title=title,
            section=title if title and self._announces(links.get("slideLayout", "")) else None,
            hidden=slide.get("show") in ("0", "false"),
            notes=notes_of("\n".join(_texts(notes, "body"))) if notes is not None else "",
            bare=bool(title) and _words(slide) == len(title.split()) and slide.find(f".//{_P}pic") is None,
        )

    def _announces(self, layout: str) -> bool:
        """Whether slides of this layout begin a section; there are few layouts, and a thousand slides."""
        if layout not in self.announcing:
            self.announcing[layout] = bool(layout) and self._xml(layout).get("type") == "secHead"
        return self.announcing[layout]

    def _title(self) -> str:
        for kind, part in self._links("").values():
            if kind == "core-properties" and part in self.archive.namelist():
                return given_title(self._xml(part).findtext(f"{_DC}title") or "")
        return ""

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: the kind and the name of the other part, by the id it is called by."""
        folder, name = posixpath.split(part)
        try:
            links = self._xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        except KeyError:
            return {}
        return {
            each.get("Id", ""): (
                each.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/"),
            )
            for each in links
            if each.get("TargetMode") != "External"
        }

    def _xml(self, part: str) -> ElementTree.Element:
        with self.archive.open(part) as file:
            data = file.read(MOST_PART + 1)
        self.unpacked += len(data)
        if len(data) > MOST_PART or self.unpacked > MOST_IN_ALL:
            raise damaged(self.path, "unpacks to far more than slides hold")
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # Office writes none, and an entity can be a bomb
            raise damaged(self.path, "holds XML that no slide program writes")
        return ElementTree.fromstring(data)


def _texts(slide: ElementTree.Element, *kinds: str) -> list[str]:
    """The lines in the placeholders of these kinds."""
    lines = []
    for shape in slide.iter(f"{_P}sp"):
        place = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
        if place is None or place.get("type", "obj") not in kinds:
            continue
        lines += [_line(paragraph) for paragraph in shape.iter(f"{_A}p")]
    return lines


def _line(paragraph: ElementTree.Element) -> str:
    return "".join(" " if each.tag == f"{_A}br" else each.text or "" for each in paragraph.iter())


def _words(slide: ElementTree.Element) -> int:
    return sum(len((text.text or "").split()) for text in slide.iter(f"{_A}t"))


def _sectioned(presentation: ElementTree.Element, found: list[tuple[str, Slide]]) -> tuple[list[Slide], str]:
    """The slides with the sections that PowerPoint's thumbnails show, else those that headers announce."""
    there = {id for id, _ in found}
    first: dict[str, str] = {}
    for section in presentation.iter(f"{_P14}section"):
        ids = [each.get("id", "") for each in section.iter(f"{_P14}sldId")]
        if ids := [id for id in ids if id in there]:
            first[ids[0]] = line_of(section.get("name", ""))
    if first:
        return [replace(slide, section=first.get(id)) for id, slide in found], "the sections of the presentation"
    return [slide for _, slide in found], "slides of the layout `Section Header` begin a section"
