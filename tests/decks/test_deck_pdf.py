"""PDFs that LaTeX made: what is a slide, and where sections begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from deck_makers import FILES, ROBUST, ranges
from pypdf import PdfWriter
from pypdf.generic import Fit

from prep.decks.kinds import read_here
from prep.decks.pdf import page_labels


def plain_pdf(file: Path, pages: int, *, outline: dict[str, int] | None = None) -> Path:
    """A PDF of blank pages, with an outline and without labels."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=160, height=90)
    for title, page in (outline or {}).items():
        writer.add_outline_item(title=title, page_number=page, fit=Fit("/Fit"))
    writer.write(file)
    return file


def test_the_steps_of_an_overlay_are_one_slide():
    """Eighteen pages of Beamer are eleven slides, and the outline says where its sections begin."""
    deck = read_here(ROBUST)

    assert deck.title == "Robust representations from noisy labels"
    assert deck.slides == 11
    assert deck.how == "the PDF's outline names the sections"
    assert ranges(deck) == [
        ("The problem, and why it matters", 1, 4),
        ("The idea: vote before you learn", 5, 6),
        ("Evidence", 7, 8),
        ("What to take home", 9, 9),
    ]


def test_the_appendix_is_backup():
    """What comes after \\appendix is kept for questions."""
    (backup,) = read_here(ROBUST).backup

    assert (backup.title, backup.first, backup.last) == ("Appendix", 10, 11)


@pytest.mark.parametrize("name", ["robust-labels", "two-parts"])
def test_source_and_pdf_agree(name: str):
    """Beamer's source, read without LaTeX, has the same sections and slides as the PDF that LaTeX makes of it."""
    source, pdf = read_here(FILES / f"{name}.tex"), read_here(FILES / f"{name}.pdf")

    assert ranges(source) == ranges(pdf)
    assert source.slides == pdf.slides


def test_parts_are_not_sections():
    """Where the outline has one or two entries at the top, the sections are below them."""
    assert [title for title, _, _ in ranges(read_here(FILES / "two-parts.pdf"))] == [
        "Why sparse?",
        "Rates",
        "Experiments",
        "Conclusion",
    ]


def test_without_an_outline_headings_are_read():
    """Slides that hold a title alone begin a section; names and page numbers on every page are no headings."""
    deck = read_here(FILES / "no-outline.pdf")

    assert deck.how == "slides that hold a title alone begin a section"
    assert ranges(deck) == [("Motivation", 1, 4), ("Method", 5, 7), ("Results", 8, 10), ("Conclusion", 11, 12)]


def test_pages_without_labels_count_one_each(tmp_path: Path):
    """Without labels nothing tells overlays from slides, so each page is a slide."""
    deck = read_here(plain_pdf(tmp_path / "a.pdf", 9, outline={"Why": 0, "How": 3, "So what": 7}))

    assert ranges(deck) == [("Why", 1, 3), ("How", 4, 7), ("So what", 8, 9)]


def test_an_outline_of_every_slide_is_one_of_headings(tmp_path: Path):
    """PowerPoint's export names every slide in the outline: those are headings, and sections are guessed from them."""
    names = [f"{word} {n}" for word in ("Motivation", "Method", "Results", "Conclusion") for n in ("a", "b", "c", "d")]
    deck = read_here(plain_pdf(tmp_path / "a.pdf", 16, outline={name: n for n, name in enumerate(names)}))

    assert deck.how == "headings that most talks have begin a section"
    assert [first for _, first, _ in ranges(deck)] == [1, 5, 9, 13]
    assert any("every slide" in warning for warning in deck.warnings)


def test_of_sections_on_one_page_the_last_counts(tmp_path: Path):
    """A section without slides of its own is left out."""
    deck = read_here(plain_pdf(tmp_path / "a.pdf", 4, outline={"Empty": 0, "Full": 0, "More": 2}))

    assert [title for title, _, _ in ranges(deck)] == ["Full", "More"]


def test_pages_of_nothing_are_one_part(tmp_path: Path):
    """Slides without outline, labels or text are shared out evenly, and named by their numbers."""
    deck = read_here(plain_pdf(tmp_path / "my_talk.pdf", 20))

    assert deck.title == "my talk"
    assert deck.how == "no sections were found: the slides are shared out evenly"
    assert deck.spoken[-1].last == 20
    assert len(deck.spoken) <= 8
    assert deck.spoken[0].title.startswith("Slides 1-")


@pytest.mark.parametrize(
    ("tree", "slides"),
    [
        ({"/Nums": [0, {"/S": "/D"}]}, 4),
        ({"/Nums": [0, {"/P": "1"}, 2, {"/P": "2"}]}, 2),
        ({"/Kids": [{"/Nums": [0, {"/P": "1"}]}, {"/Nums": [3, {"/P": "2"}]}]}, 2),
        ({"/Nums": [0, {"/P": "Cover"}]}, 4),
        ({"/Nums": [0, {"/S": "/r"}, 2, {"/S": "/D", "/St": 2}]}, 4),
        ({"/Nums": [0, {}]}, 4),
        ({"/Nums": "nonsense", "/Kids": 3}, 4),
        (None, 4),
    ],
)
def test_labels_tell_slides_apart(tree: object, slides: int):
    """Pages in a row whose numbers are one are one slide; a label without a number tells nothing."""
    assert len(set(page_labels(tree, 4))) == slides


def test_a_tree_of_labels_that_bites_its_tail_ends():
    """A number tree that holds itself is walked for a while, and no longer."""
    tree: dict[str, object] = {"/Nums": [0, {"/P": "1"}]}
    tree["/Kids"] = [tree]

    assert len(page_labels(tree, 3)) == 3
