"""Notes of pdfpc beside a PDF, in both of its formats."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from deck_makers import ROBUST, ranges, written
from test_deck_pdf import plain_pdf

from prep.decks.kinds import read_here
from prep.decks.pdfpc import read_notes
from prep.errors import BadContent

OLD = """\
[file]
talk.pdf
[duration]
45
[end_user_slide]
8
[font_size]
20
[notes]
### 1
Smile.
### 3
A photograph \\[of mushrooms\\], \\#1.

Then the number.
### 8
The hook again.
"""


def beside(folder: Path, notes: str) -> Path:
    shutil.copy(ROBUST, folder / "talk.pdf")
    return written(folder, "talk.pdfpc", notes)


def as_json(*pages: dict[str, object], **more: object) -> str:
    return json.dumps({"pdfpcFormat": 2, "duration": 45, **more, "disableMarkdown": False, "pages": list(pages)})


@pytest.mark.parametrize("named", ["talk.pdf", "talk.pdfpc"])
def test_the_old_format_counts_slides(tmp_path: Path, named: str):
    """Notes of the older format are those of slides, and are found from the PDF as from the notes themselves."""
    beside(tmp_path, OLD)

    deck = read_here(tmp_path / named)

    assert deck.spoken[0].notes == "1: Smile.\n3: A photograph [of mushrooms], #1.\n\nThen the number."
    assert deck.spoken[-1].notes == "8: The hook again."


def test_after_the_end_slide_all_is_backup(tmp_path: Path):
    """Where pdfpc was told that the talk ends, it ends."""
    beside(tmp_path, OLD)

    deck = read_here(tmp_path / "talk.pdf")

    assert deck.spoken[-1].last == 8
    assert (deck.backup[0].first, deck.backup[-1].last) == (9, 11)


def test_json_names_pages_by_label_and_overlay(tmp_path: Path):
    """A page is found by its label where pages came in before it since, else by its index."""
    moved = {"idx": 0, "label": "3", "overlay": 1, "note": "of the third slide"}
    unlabelled = {"idx": 17, "note": "of the last page"}
    beside(tmp_path, as_json(moved, unlabelled))

    deck = read_here(tmp_path / "talk.pdf")

    assert deck.spoken[0].notes == "3: of the third slide"
    assert deck.backup[0].notes == "11: of the last page"


def test_json_may_hide_and_join_pages(tmp_path: Path):
    """Forced overlays make one slide of two pages; a slide all of whose pages are hidden is not counted."""
    plain_pdf(tmp_path / "talk.pdf", 6, outline={"A": 0, "B": 3})
    written(tmp_path, "talk.pdfpc", as_json({"idx": 1, "forcedOverlay": True}, {"idx": 4, "hidden": True}))

    deck = read_here(tmp_path / "talk.pdf")

    assert ranges(deck) == [("A", 1, 2), ("B", 3, 4)]
    assert deck.spoken[1].hidden == 1


def test_skipped_pages_of_the_old_format_are_overlays(tmp_path: Path):
    """`[skip]` lists the pages that go on with the one before."""
    plain_pdf(tmp_path / "talk.pdf", 6, outline={"A": 0, "B": 3})
    written(tmp_path, "talk.pdfpc", "[file]\ntalk.pdf\n[skip]\n2,3,\n[notes]\n### 2\nOf B.\n")

    deck = read_here(tmp_path / "talk.pdf")

    assert ranges(deck) == [("A", 1, 1), ("B", 2, 4)]
    assert deck.spoken[1].notes == "2: Of B."


@pytest.mark.parametrize("notes", ["{", '{"pdfpcFormat": 9, "pages": []}', "[1, 2]", "\x00\x01"])
def test_broken_notes_beside_a_pdf_are_left_out(tmp_path: Path, notes: str):
    """The deck is read all the same, and that its notes were not is said."""
    beside(tmp_path, notes)

    deck = read_here(tmp_path / "talk.pdf")

    assert deck.slides == 11
    assert not any(part.notes for part in deck.parts)


def test_broken_notes_are_an_error_where_they_were_named(tmp_path: Path):
    """Somebody who names the notes wants them."""
    with pytest.raises(BadContent, match="not valid JSON"):
        read_here(beside(tmp_path, '{"pdfpcFormat": 2, "pages": ['))


def test_notes_without_a_pdf_are_no_deck(tmp_path: Path):
    """Notes alone do not say how many slides there are."""
    with pytest.raises(BadContent, match=r"talk\.pdf is not beside it"):
        read_here(written(tmp_path, "talk.pdfpc", OLD.replace("[file]\ntalk.pdf\n", "")))


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"idx": -1, "note": "a"},
        {"idx": "3", "label": 4, "overlay": None, "note": ["a"]},
        {"idx": 10**9, "note": "a"},
    ],
)
def test_strange_pages_are_passed_over(tmp_path: Path, page: dict[str, object]):
    """What is kept of a page that is not there does no harm."""
    beside(tmp_path, as_json(page, endSlide="last"))

    assert read_here(tmp_path / "talk.pdf").slides == 11


def test_what_is_in_brackets_inside_of_notes_is_theirs():
    """Notes are the last section; a line that looks like another one is a part of them."""
    notes = read_notes("[notes]\n### 1\na\n[skip]\nb\n", "talk.pdfpc")

    assert notes.of_slides == ((1, "a\n[skip]\nb"),)
