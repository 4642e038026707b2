"""A deck as PDF: page labels say which pages are one slide, the outline says where sections begin.

Beamer writes a page for every step of an overlay and gives all of them the label of their slide. Pages whose labels
are missing count one each. Without an outline the headings are read from the pages' text.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prep.decks.headings import read_headings
from prep.decks.pdfpc import Notes, PageNote, read_notes
from prep.decks.slide import MOST_SLIDES, Reading, Slide, damaged, given_title, line_of, named
from prep.errors import BadContent, PrepError

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 5 * MOST_SLIDES
MOST_ENTRIES = 5_000
DEEPEST = 8
FEW = 2
"""So few entries at the top of an outline are parts of the talk, and its sections are below them."""

Label = tuple[object, ...]


@dataclass(frozen=True)
class Entry:
    """One line of the outline: what it says, the page it leads to, and the lines below it."""

    title: str
    page: int
    inner: tuple[Entry, ...] = ()


def read_pdf(path: Path, notes: Notes | None = None) -> Reading:
    """The slides of a PDF; pdfpc's notes beside it belong to it."""
    try:
        from pypdf import PdfReader
    except ImportError:
        raise PrepError("reading a PDF needs pypdf", hint="pip install 'prep[all]'") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends is not worth a line each
    try:
        with path.open("rb") as file:
            reader = PdfReader(file)
            _open(reader, path)
            return _reading(reader, path, notes)
    except (PrepError, OSError, RecursionError):
        raise
    except Exception as error:  # a broken PDF makes pypdf fail in nearly every way there is
        raise damaged(path, "is damaged, or not a PDF") from error


def _open(reader: PdfReader, path: Path) -> None:
    """Make sure that it can be read; many are encrypted only against changes, and open without a password."""
    try:
        opened = not reader.is_encrypted or bool(reader.decrypt(""))
    except Exception:  # also where the cipher needs one more library; what to do is the same
        opened = False
    if not opened:
        raise BadContent(
            f"{named(path)} is encrypted",
            hint="Save a copy without its password, for example: qpdf --decrypt --password=YOURS in.pdf out.pdf",
        )
    if len(reader.pages) > MOST_PAGES:
        raise BadContent(
            f"{named(path)} has {len(reader.pages):,} pages", hint="Import those that are your talk alone."
        )


def _reading(reader: PdfReader, path: Path, notes: Notes | None) -> Reading:
    warnings = []
    if notes is None and (beside := path.with_suffix(".pdfpc")).is_file():
        notes, warning = _notes_beside(beside)
        warnings += [warning] if warning else []
    notes = notes or Notes()
    labels = page_labels(reader.root_object.get("/PageLabels"), len(reader.pages))
    groups = _grouped(labels, notes)
    slide_of = {page: number for number, pages in enumerate(groups) for page in pages}
    slides = [Slide() for _ in groups]
    entries = _sections(reader)
    for entry in entries:
        number = slide_of[entry.page]
        slides[number] = replace(slides[number], section=entry.title)
    if len(entries) < 2:  # then nothing is told apart by them
        headings, late = read_headings(reader, [pages[-1] for pages in groups])
        slides = [
            replace(slide, title=found.text, bare=found.alone) for slide, found in zip(slides, headings, strict=True)
        ]
        warnings += [f"the text of the last {late} slides was not read, it took too long"] if late else []
    slides = _with_notes(slides, groups, labels, notes)
    if path.stat().st_size > 1024 and b"%%EOF" not in _tail(path):
        warnings.append("the file breaks off before its end, so slides may be missing")
    about = reader.metadata
    title = given_title(str(about.get("/Title") or "")) if about else ""
    return Reading(title, tuple(slides), "the PDF's outline names the sections", tuple(warnings))


def _notes_beside(beside: Path) -> tuple[Notes | None, str]:
    from prep.decks.kinds import read_text

    try:
        return read_notes(read_text(beside), named(beside)), ""
    except (PrepError, OSError) as error:
        return None, f"the notes in {named(beside)} were left out: {error}"


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1024, 2)
        return file.read()


def page_labels(tree: Any, pages: int) -> list[Label]:
    """A label for each page, as something that can be compared; pages without one have none alike.

    A label is a fixed text, a running number or both. Beamer writes the number of each slide as a fixed text.
    """
    ranges: dict[int, Any] = {}
    for start, style in _leaves(tree):
        if isinstance(start, int) and 0 <= start < pages and isinstance(style, dict):
            ranges[int(start)] = style
    labels: list[Label] = []
    begin, prefix, style, first = 0, "", None, 1
    for page in range(pages):
        if page in ranges:
            found = ranges[page]
            begin, prefix, style, first = page, str(found.get("/P", "")), found.get("/S"), found.get("/St", 1)
        if style is not None and isinstance(first, int):
            labels.append((prefix, str(style), first + page - begin))
        else:
            labels.append((prefix,) if prefix[-1:].isdigit() else ("", page))
    return labels


def _leaves(tree: Any) -> Iterator[tuple[Any, Any]]:
    """The pairs of a number tree, whatever is wrong with it."""
    stack, seen = [tree], 0
    while stack and seen < MOST_PAGES:
        node = _plain(stack.pop())
        seen += 1
        if not isinstance(node, dict):
            continue
        pairs = _plain(node.get("/Nums"))
        if isinstance(pairs, list):
            yield from ((_plain(a), _plain(b)) for a, b in zip(pairs[::2], pairs[1::2], strict=False))
        kids = _plain(node.get("/Kids"))
        stack += kids if isinstance(kids, list) and len(kids) < MOST_PAGES else []


def _plain(thing: Any) -> Any:
    """What a reference refers to."""
    return thing.get_object() if hasattr(thing, "get_object") else thing


def _grouped(labels: Sequence[Label], notes: Notes) -> list[list[int]]:
    """The pages of each slide: those with one label, and those that pdfpc was told are an overlay."""
    forced = set(_pages_of([each for each in notes.pages if each.forced_overlay], labels))
    slide = 0
    numbers = []
    for page, label in enumerate(labels):
        slide += page > 0 and label != labels[page - 1] and page not in forced
        numbers.append(slide)
    return [list(pages) for _, pages in groupby(range(len(labels)), key=numbers.__getitem__)]


def _pages_of(kept: Iterable[PageNote], labels: Sequence[Label]) -> Iterator[int]:
    """The page that each is kept for: by its label, as pages may have come in before it since, else by its index."""
    written = ["".join(map(str, label[:1] + label[2:])) for label in labels]
    first = {text: page for page, text in reversed(list(enumerate(written)))}
    for each in kept:
        here = 0 <= each.index < len(labels) and written[each.index] == each.label
        page = each.index if here or each.label not in first else first[each.label] + each.overlay
        yield page if 0 <= page < len(labels) else -1


def _with_notes(
    slides: list[Slide], groups: Sequence[Sequence[int]], labels: Sequence[Label], notes: Notes
) -> list[Slide]:
    placed = list(zip(_pages_of(notes.pages, labels), notes.pages, strict=True))
    of_pages = {page: each.note for page, each in placed if each.note}
    hidden = {page for page, each in placed if each.hidden}
    of_slides = dict(notes.of_slides)
    told = []
    for number, (slide, pages) in enumerate(zip(slides, groups, strict=True)):
        texts = [*(of_pages.get(page, "") for page in pages), of_slides.get(number + 1, "")]
        backup = notes.end is not None and number >= notes.end
        text = "\n".join(dict.fromkeys(filter(None, texts)))
        told.append(replace(slide, notes=text, hidden=hidden.issuperset(pages), backup=backup))
    return told


def _sections(reader: PdfReader) -> list[Entry]:
    """The entries of the outline that are sections, in their order: of those that begin with one page, the last."""
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages) if page.indirect_reference}
    outline = _plain(reader.root_object.get("/Outlines"))
    entries = _entries(reader, outline, pages, set(), 0) if isinstance(outline, dict) else ()
    while 0 < len(entries) <= FEW and any(entry.inner for entry in entries):
        entries = tuple(inner for entry in entries for inner in entry.inner or (entry,))
    return list({entry.page: entry for entry in entries}.values())


def _entries(reader: PdfReader, above: Any, pages: dict[int, int], seen: set[int], depth: int) -> tuple[Entry, ...]:
    found = []
    item = _plain(above.get("/First"))
    while isinstance(item, dict) and id(item) not in seen and len(seen) < MOST_ENTRIES:
        seen.add(id(item))
        inner = _entries(reader, item, pages, seen, depth + 1) if depth < DEEPEST else ()
        page = _target(reader, item, pages)
        title = line_of(str(_plain(item.get("/Title")) or ""))
        if page is None and inner:
            page = inner[0].page
        if page is not None and title:
            found.append(Entry(title, page, inner))
        item = _plain(item.get("/Next"))
    return tuple(found)


def _target(reader: PdfReader, item: Any, pages: dict[int, int]) -> int | None:
    """The page that an entry leads to: directly, by an action, or by a name."""
    action = _plain(item.get("/A"))
    place = _plain(item.get("/Dest")) or (_plain(action.get("/D")) if isinstance(action, dict) else None)
    if isinstance(place, str | bytes):
        named_place = reader.named_destinations.get(str(place))
        place = [named_place.page] if named_place is not None else None
    if isinstance(place, dict):
        place = _plain(place.get("/D"))
    first = place[0] if isinstance(place, list) and place else None
    if isinstance(first, int):
        return int(first) if 0 <= first < len(pages) else None
    return pages.get(getattr(first, "idnum", -1))
