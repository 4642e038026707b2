"""The heading of each page of a PDF, guessed: the words in the largest letters, what stands on every page left out."""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prep.decks.slide import line_of

if TYPE_CHECKING:
    from pypdf import PdfReader

SECONDS = 15.0
"""Spent on reading text; what is left then has no heading. A page takes a few milliseconds."""
FEW_WORDS = 8


@dataclass(frozen=True)
class Heading:
    """The heading of a page, and whether it stands `alone` there."""

    text: str = ""
    alone: bool = False


@dataclass(frozen=True)
class Piece:
    """Some text of one size."""

    text: str
    size: float


def read_headings(reader: PdfReader, pages: Sequence[int], *, seconds: float = SECONDS) -> tuple[list[Heading], int]:
    """The headings of these pages, and how many of the last could not be read in this time."""
    until = time.monotonic() + seconds
    read: list[list[Piece]] = []
    for page in pages:
        if time.monotonic() > until:
            break
        read.append(_pieces(reader.pages[page]))
    furniture = _furniture(read)
    headings = [_heading([piece for piece in pieces if _bones(piece.text) not in furniture]) for pieces in read]
    late = len(pages) - len(headings)
    return headings + [Heading()] * late, late


def _pieces(page: Any) -> list[Piece]:
    """The lines of a page with the size of their letters, as far as it can be read."""
    pieces: list[Piece] = []

    def visit(text: str, space: list[float], matrix: list[float], _font: Any, size: float) -> None:
        scale = math.hypot(matrix[2], matrix[3]) * math.hypot(space[2], space[3])
        lines = (line_of(line) for line in text.split("\n"))
        pieces.extend(Piece(line, round(abs(size) * scale, 1)) for line in lines if line)

    try:
        page.extract_text(visitor_text=visit)
    except RecursionError:
        raise
    except Exception:  # one broken page is no reason to give up on the others
        return []
    return pieces


def _bones(text: str) -> str:
    """A line without its numbers, so that the page number of each page is alike."""
    return re.sub(r"[\d\W]+", " ", text).strip().casefold()


def _furniture(read: Sequence[Sequence[Piece]]) -> set[str]:
    """What stands on more than half of the pages: names, dates, page numbers."""
    counts = Counter(bones for pieces in read for bones in {_bones(piece.text) for piece in pieces})
    often = {bones for bones, count in counts.items() if count > 2 and 2 * count > len(read)}
    return often | {""}


def _heading(pieces: Sequence[Piece]) -> Heading:
    if not pieces:
        return Heading()
    largest = max(piece.size for piece in pieces)
    first = next(n for n, piece in enumerate(pieces) if piece.size >= 0.95 * largest)
    words = []
    for piece in pieces[first:]:
        if piece.size < 0.95 * largest:
            break
        words.append(piece.text)
        if all(each.size >= 0.95 * largest for each in pieces) and len(pieces) > FEW_WORDS:
            break  # letters of one size all over: only the first line can be a heading
    text = line_of(" ".join(words))
    alone = len(words) == len(pieces) and len(text.split()) <= FEW_WORDS
    return Heading(text, alone)
