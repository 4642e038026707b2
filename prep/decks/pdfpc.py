"""Notes as pdfpc keeps them beside a PDF: JSON (format 2) since version 4.5, sections in brackets before."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from prep.decks.slide import notes_of
from prep.errors import BadContent

_SECTION = re.compile(r"^\[([A-Za-z_]+)\]", re.MULTILINE)
_UNESCAPE = re.compile(r"\\([\[\]#])")
_NOTE = re.compile(r"^### ?(\d{1,6})[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class PageNote:
    """What is kept of one page: found by its label and the step of its overlay, else by its index (from 0)."""

    index: int
    label: str = ""
    overlay: int = 0
    note: str = ""
    forced_overlay: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Notes:
    """`of_slides` counts slides from 1, as the older format does; after slide `end` there is only backup."""

    pages: tuple[PageNote, ...] = ()
    of_slides: tuple[tuple[int, str], ...] = ()
    end: int | None = None
    file: str = ""


def read_notes(text: str, name: str) -> Notes:
    """The notes in the text of a `.pdfpc` file."""
    if text.lstrip().startswith("{"):
        return _json(text, name)
    if not _SECTION.search(text):
        raise BadContent(f"{name} is not notes of pdfpc", hint="Save the notes again in pdfpc, or remove the file.")
    return _sections(text)


def _json(text: str, name: str) -> Notes:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise BadContent(
            f"{name} is not valid JSON", hint="Save the notes again in pdfpc, or remove the file."
        ) from None
    version = data.get("pdfpcFormat", data.get("pdfpc_format")) if isinstance(data, dict) else None
    if version not in (1, 2):
        raise BadContent(
            f"{name} is not notes of pdfpc in format 1 or 2", hint="Save the notes again in pdfpc, or remove the file."
        )
    pages = data.get("pages")
    found = tuple(_page(each) for each in pages if isinstance(each, dict)) if isinstance(pages, list) else ()
    end = data.get("endSlide")
    return Notes(pages=found, end=end if _is_number(end) and end > 0 else None)


def _page(each: dict[str, Any]) -> PageNote:
    index, label, overlay, note = (each.get(key) for key in ("idx", "label", "overlay", "note"))
    return PageNote(
        index=index if isinstance(index, int) and _is_number(index) else -1,
        label=label if isinstance(label, str) else "",
        overlay=overlay if isinstance(overlay, int) and _is_number(overlay) else 0,
        note=notes_of(note) if isinstance(note, str) else "",
        forced_overlay=each.get("forcedOverlay") is True,
        hidden=each.get("hidden") is True,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1_000_000


def _sections(text: str) -> Notes:
    found = list(_SECTION.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    # Notes come last and escape their brackets; what is in brackets inside of them is theirs all the same.
    sections: dict[str, str] = {}
    for each, end in zip(found, ends, strict=True):
        if "notes" in sections:
            break
        sections[each[1]] = text[each.end() : len(text) if each[1] == "notes" else end].strip()
    last = sections.get("end_user_slide", "")
    skipped = [int(each) - 1 for each in sections.get("skip", "").split(",") if re.fullmatch(r"\s*\d{1,6}\s*", each)]
    return Notes(
        pages=tuple(PageNote(index, forced_overlay=True) for index in skipped),
        of_slides=tuple(_numbered(sections.get("notes", ""))),
        end=int(last) if re.fullmatch(r"\d{1,6}", last) and int(last) else None,
        file=sections.get("file", "").split("\n")[0].strip(),
    )


def _numbered(text: str) -> list[tuple[int, str]]:
    found = list(_NOTE.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    return [
        (int(each[1]), notes_of(_UNESCAPE.sub(r"\1", text[each.end() : end])))
        for each, end in zip(found, ends, strict=False)
    ]
