"""Decks for the tests: files that LaTeX made, and PowerPoint decks made here by python-pptx."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from pptx import Presentation

from prep.decks.kinds import read_here
from prep.model.deck import Deck

FILES = Path(__file__).parent / "files"
ROBUST = FILES / "robust-labels.pdf"
TITLE, CONTENT, SECTION = 0, 1, 2
"""Layouts of python-pptx's own template."""


def written(folder: Path, name: str, text: str) -> Path:
    """A text as a file."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def read(folder: Path, name: str, text: str) -> Deck:
    """The deck that this text is."""
    return read_here(written(folder, name, text))


def ranges(deck: Deck) -> list[tuple[str, int, int]]:
    """The parts of the talk itself, short."""
    return [(part.title, part.first, part.last) for part in deck.spoken]


def make_pptx(file: Path, slides: Sequence[tuple[str, int]], *, notes: dict[int, str] | None = None) -> Path:
    """A PowerPoint deck of these headings and layouts; `notes` by slide, counted from 1."""
    presentation = Presentation()
    for number, (title, layout) in enumerate(slides, start=1):
        slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
        slide.shapes.title.text = title
        if layout == CONTENT:
            slide.placeholders[1].text = "What there is to say about it,\nand one thing more."
        if notes and number in notes:
            slide.notes_slide.notes_text_frame.text = notes[number]
    presentation.save(str(file))
    return file


def with_sections(file: Path, sections: Sequence[tuple[str, Sequence[int]]]) -> Path:
    """The same deck with sections, written as PowerPoint writes them; slides are counted from 1."""
    ids = [each.get("id") for each in Presentation(str(file)).slides._sldIdLst]
    inside = "".join(
        f'<p14:section name="{name}" id="{{6F9619FF-8B86-D011-B42D-00CF4FC964{n:02X}}}"><p14:sldIdLst>'
        + "".join(f'<p14:sldId id="{ids[slide - 1]}"/>' for slide in slides)
        + "</p14:sldIdLst></p14:section>"
        for n, (name, slides) in enumerate(sections)
    )
    extension = (
        '<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst '
        f'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">{inside}</p14:sectionLst></p:ext></p:extLst>'
    )

    def add(text: str) -> str:
        before = text.partition("<p:extLst>")[0] if "<p:extLst>" in text else text.replace("</p:presentation>", "")
        return f"{before}{extension}</p:presentation>"

    return rewritten(file, "ppt/presentation.xml", add)


def hidden(file: Path, *slides: int) -> Path:
    """The same deck with these slides hidden, counted from 1."""
    for slide in slides:
        rewritten(file, f"ppt/slides/slide{slide}.xml", lambda text: text.replace("<p:sld ", '<p:sld show="0" ', 1))
    return file


def rewritten(file: Path, part: str, change: Callable[[str], str]) -> Path:
    """The same deck with one part of it changed."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file
