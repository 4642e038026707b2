"""What every reader of decks makes of a file: one Slide after the other, its text fit to be shown and kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from prep.errors import BadContent
from prep.model.text import printable

MOST_SLIDES = 9_999
MOST_TITLE = 120
MOST_NOTES = 4_000
"""Characters of one slide's notes: many times what anybody says to a slide."""
MOST_PART_NOTES = 40_000
READABLE = "Decks are PDF, .pptx, Beamer .tex, and Marp, Quarto or reveal Markdown (.md, .qmd)."
_MADE_UP = re.compile(
    r"microsoft (powerpoint|word) - .*|(powerpoint )?(presentation|slides?)\W*\d*|powerpoint-pr.sentation"
    r"|pr.sentation powerpoint|untitled.*|.*\.(tex|dvi|pptx?|key|odp|indd)",
    re.IGNORECASE,
)
AS_PDF = (".key", ".odp", ".ppt", ".html", ".htm", ".ipynb", ".typ", ".adoc")


@dataclass(frozen=True)
class Slide:
    """One slide. `section` is set where it begins a section of that name, `backup` where slides for questions begin.

    A `bare` one holds a title and nothing else, as those do that announce a section.
    """

    title: str = ""
    section: str | None = None
    hidden: bool = False
    notes: str = ""
    bare: bool = False
    backup: bool = False


@dataclass(frozen=True)
class Reading:
    """A deck as its reader found it; `how` says in words what marks its sections, where something does."""

    title: str
    slides: tuple[Slide, ...]
    how: str = ""
    warnings: tuple[str, ...] = ()


def line_of(text: str, *, most: int = MOST_TITLE) -> str:
    """A text as one line that any terminal and any file can hold."""
    line = " ".join(_readable(text[: 20 * most]).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def given_title(text: str) -> str:
    """The title that a file says it has, unless it is one that programs make up."""
    title = line_of(text)
    return "" if _MADE_UP.fullmatch(title) else title


def notes_of(text: str) -> str:
    """One slide's notes as lines that any terminal and any file can hold, without blank lines in a row."""
    lines = [line.strip() for line in _readable(text[: 2 * MOST_NOTES]).replace("\t", " ").split("\n")]
    notes = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return notes if len(notes) <= MOST_NOTES else f"{notes[: MOST_NOTES - 1].rstrip()}…"


def part_notes(notes: Iterable[tuple[int, str]]) -> str:
    """The notes of several slides, each led by its slide's number."""
    text = "\n".join(f"{number}: {each}" for number, each in notes if each)
    return text if len(text) <= MOST_PART_NOTES else f"{text[: MOST_PART_NOTES - 1].rstrip()}…"


def named(path: Path) -> str:
    """A file's name as a message shows it."""
    return printable(path.name, most=120)


def damaged(path: Path, what: str) -> BadContent:
    """The error of a file that is broken, or not what it looks like."""
    return BadContent(f"{named(path)} {what}", hint="Open it in the program that made it, and export it again.")


def no_deck(path: Path) -> BadContent:
    """The error of a file that is something else."""
    hint = "Export it as PDF, and import that." if path.suffix.lower() in AS_PDF else READABLE
    return BadContent(f"{named(path)} is not a deck that prep can read", hint=hint)


def _readable(text: str) -> str:
    """Text without what a terminal would obey; line ends are newlines, ligatures letters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    return "".join(map(_character, unicodedata.normalize("NFC", text)))


def _character(character: str) -> str:
    if character in "\n\t":
        return character
    if "\ufb00" <= character <= "\ufb06":  # as LaTeX sets ff, fi and fl
        return unicodedata.normalize("NFKC", character)
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp"):
        return " "
    return "" if category.startswith("C") else character
