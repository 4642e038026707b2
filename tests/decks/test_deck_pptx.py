"""PowerPoint decks that python-pptx made: sections, hidden slides and notes."""

from __future__ import annotations

from pathlib import Path

from deck_makers import CONTENT, SECTION, TITLE, hidden, make_pptx, ranges, rewritten, with_sections
from pptx import Presentation

from prep.decks.kinds import read_here

SLIDES = [
    ("Seeing through fog", TITLE),
    ("Fog hides what matters", CONTENT),
    ("What others did", CONTENT),
    ("Physics as a layer", CONTENT),
    ("On the road", CONTENT),
    ("In the tunnel", CONTENT),
    ("One sentence", CONTENT),
    ("The proof", CONTENT),
]
SECTIONS = [("Default Section", [1]), ("Motivation", [2, 3]), ("Method", [4]), ("Results", [5, 6]), ("Close", [7])]


def test_sections_are_those_of_the_thumbnails(tmp_path: Path):
    """PowerPoint's sections are the parts; the default one that holds the title goes with the first."""
    file = with_sections(make_pptx(tmp_path / "fog.pptx", SLIDES), [*SECTIONS, ("Backup", [8])])

    deck = read_here(file)

    assert deck.title == "Seeing through fog"
    assert deck.how == "the sections of the presentation"
    assert ranges(deck) == [("Motivation", 1, 3), ("Method", 4, 4), ("Results", 5, 6), ("Close", 7, 7)]
    assert [part.title for part in deck.backup] == ["Backup"]


def test_hidden_slides_are_counted_apart(tmp_path: Path):
    """A hidden slide has no number, and the deck says how many there are."""
    file = hidden(with_sections(make_pptx(tmp_path / "fog.pptx", SLIDES), [*SECTIONS, ("Backup", [8])]), 2, 6)

    deck = read_here(file)

    assert deck.slides == 6
    assert ranges(deck) == [("Motivation", 1, 2), ("Method", 3, 3), ("Results", 4, 4), ("Close", 5, 5)]
    assert [part.hidden for part in deck.spoken] == [1, 0, 1, 0]
    assert "2 hidden slides are not counted" in deck.warnings


def test_a_section_of_hidden_slides_alone_is_left_out(tmp_path: Path):
    """Its hidden slides are counted with the part that follows."""
    deck = read_here(hidden(with_sections(make_pptx(tmp_path / "fog.pptx", SLIDES[:7]), SECTIONS), 4))

    assert [part.title for part in deck.spoken] == ["Motivation", "Results", "Close"]
    assert sum(part.hidden for part in deck.parts) == 1


def test_notes_are_kept_with_the_number_of_their_slide(tmp_path: Path):
    """Speaker notes go to the part their slide is in."""
    notes = {2: "The photograph first.\nThen wait.", 3: "Be fair.", 5: "Two winters."}
    deck = read_here(with_sections(make_pptx(tmp_path / "fog.pptx", SLIDES[:7], notes=notes), SECTIONS))

    assert deck.spoken[0].notes == "2: The photograph first.\nThen wait.\n3: Be fair."
    assert deck.spoken[2].notes == "5: Two winters."


def test_section_headers_announce_a_section(tmp_path: Path):
    """Without sections, slides of the layout `Section Header` begin one."""
    slides = [
        ("Fog", TITLE), ("Why", SECTION), ("It hides", CONTENT), ("How", SECTION), ("A layer", CONTENT), ("A", CONTENT),
    ]  # fmt: skip

    deck = read_here(make_pptx(tmp_path / "fog.pptx", slides))

    assert deck.how == "slides of the layout `Section Header` begin a section"
    assert ranges(deck) == [("Why", 1, 3), ("How", 4, 6)]


def test_without_sections_headings_are_used(tmp_path: Path):
    """Headings that go on over slides are one part; the title goes with the first, thanks with the last."""
    titles = ["Fog", "Agenda", "Cameras", "Cameras (2)", "Layers", "Layers (cont.)", "Roads", "Thank you!"]
    slides = [(title, CONTENT if n else TITLE) for n, title in enumerate(titles)]

    deck = read_here(make_pptx(tmp_path / "fog.pptx", slides))

    assert deck.how == "slides in a row under one heading are a section"
    assert ranges(deck) == [("Cameras", 1, 4), ("Layers", 5, 6), ("Roads", 7, 8)]


def test_the_order_is_that_of_the_presentation(tmp_path: Path):
    """Slides are in the order they are shown in, not in that of the files inside."""
    file = make_pptx(tmp_path / "fog.pptx", SLIDES[:4])
    presentation = Presentation(str(file))
    order = presentation.slides._sldIdLst
    order.append(order[1])
    presentation.save(str(file))

    titles = [part.title for part in read_here(file).spoken]

    assert titles == ["What others did", "Physics as a layer", "Fog hides what matters"]


def test_the_title_is_the_decks_own_if_it_has_one(tmp_path: Path):
    """A title in the file's properties is taken, one that the program made up is not."""
    file = make_pptx(tmp_path / "fog.pptx", SLIDES[:3])
    presentation = Presentation(str(file))
    presentation.core_properties.title = "Fog, in 45 minutes"
    presentation.save(str(tmp_path / "own.pptx"))

    assert read_here(file).title == "Seeing through fog"
    assert read_here(tmp_path / "own.pptx").title == "Fog, in 45 minutes"


def test_a_slide_that_is_missing_is_told(tmp_path: Path):
    """A reference to a part that is not there costs that slide, not the deck."""
    file = rewritten(
        make_pptx(tmp_path / "fog.pptx", SLIDES[:4]),
        "ppt/_rels/presentation.xml.rels",
        lambda text: text.replace("slides/slide3.xml", "slides/gone.xml"),
    )

    deck = read_here(file)

    assert deck.slides == 3
    assert "1 of 4 slides are missing from the file" in deck.warnings
