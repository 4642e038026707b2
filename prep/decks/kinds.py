"""What a file is, told by its content where its suffix lies, and the reader that belongs to it."""

from __future__ import annotations

import re
from pathlib import Path

from prep.decks.guess import deck_of
from prep.decks.slide import MOST_SLIDES, READABLE, Reading, damaged, line_of, named, no_deck
from prep.errors import BadContent, BadUsage, NoSuchThing
from prep.model.deck import Deck

MOST_BYTES = 1 << 30
MOST_TEXT = 8 << 20
# Whatever text these hold, if it is not LaTeX it may be Markdown; a file of Python may not, though # begins its lines.
MARKDOWN = (".md", ".markdown", ".qmd", ".rmd", ".txt", ".tex", ".pdf", ".pptx", ".pdfpc", "")
_TEX = re.compile(r"(\s|%[^\n]*\n)*\\(documentclass|begin\s*\{(document|frame)\}|section|frame)")
_FRAME = re.compile(r"\\(begin\s*\{frame\}|frame)(?![A-Za-z])")
_PDFPC = re.compile(r'\s*(\{\s*"|\[(file|notes|skip|duration|end_user_slide|font_size|last_saved_slide)\]\s)')


def read_here(path: Path) -> Deck:
    """The deck in this file, read in this process."""
    head = _head(path)
    try:
        reading = _read(path, head)
    except RecursionError:
        raise damaged(path, "is nested too deeply to be a deck") from None
    except OSError as error:
        raise BadContent(f"{named(path)} cannot be read: {error.strerror}", hint="Copy it elsewhere first.") from error
    if len(reading.slides) > MOST_SLIDES:
        raise BadContent(
            f"{named(path)} has {len(reading.slides):,} slides, and {MOST_SLIDES:,} are the most",
            hint="Import the part of it that is your talk.",
        )
    if all(slide.hidden for slide in reading.slides):
        raise BadContent(f"{named(path)} has no slides{' that are shown' if reading.slides else ''}", hint=READABLE)
    return deck_of(reading, name=line_of(path.stem.replace("_", " ").replace("-", " ")) or "My talk")


def _head(path: Path) -> bytes:
    """The first bytes of a file that may be a deck at all."""
    try:
        if path.is_dir():
            raise BadUsage(f"{named(path)} is a folder", hint="Name the deck's file in it. " + READABLE)
        if not path.exists():
            raise NoSuchThing(
                f"there is no file {named(path)}", hint="Check the name; quote it if it has spaces in it."
            )
        if not path.is_file():
            raise BadUsage(f"{named(path)} is not a file", hint=READABLE)
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadContent(f"{named(path)} is larger than a gigabyte", hint="Export it with smaller pictures.")
        if size == 0:
            raise damaged(path, "is empty")
        with path.open("rb") as file:
            return file.read(4096)
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise BadContent(f"{named(path)} cannot be read: {reason}", hint="Copy it elsewhere first.") from error


def _read(path: Path, head: bytes) -> Reading:
    if b"%PDF-" in head[:1024]:
        from prep.decks.pdf import read_pdf

        return read_pdf(path)
    if head.startswith(b"PK"):
        from prep.decks.pptx import read_pptx

        return read_pptx(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadContent(
            f"{named(path)} is protected by a password, or of PowerPoint before 2007",
            hint="Open it in PowerPoint or LibreOffice, save it as .pptx without a password, and import that.",
        )
    text = read_text(path)
    suffix = path.suffix.lower()
    if _PDFPC.match(text) and (suffix == ".pdfpc" or "pdfpc" in text[:200] or text.lstrip().startswith("[")):
        return _beside(path, text)
    if _TEX.match(text) or (suffix == ".tex" and _FRAME.search(text)):
        from prep.decks.beamer import read_beamer

        return read_beamer(text, path)
    if suffix in MARKDOWN:
        from prep.decks.markdown import read_markdown

        return read_markdown(text, path)
    raise no_deck(path)


def read_text(path: Path) -> str:
    """The text of a file; what is no text is no deck that we know."""
    with path.open("rb") as file:
        data = file.read(MOST_TEXT + 1)
    if len(data) > MOST_TEXT:
        raise no_deck(path)
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise no_deck(path)


def _beside(path: Path, text: str) -> Reading:
    """The PDF that notes of pdfpc belong to, with these notes."""
    from prep.decks.pdf import read_pdf
    from prep.decks.pdfpc import read_notes

    notes = read_notes(text, named(path))
    for pdf in (path.with_suffix(".pdf"), *([path.parent / Path(notes.file).name] if notes.file else [])):
        if pdf.is_file():
            return read_pdf(pdf, notes)
    raise BadContent(
        f"{named(path)} holds notes alone, and {path.with_suffix('.pdf').name} is not beside it",
        hint="Put the PDF there and import that: its notes are picked up.",
    )
