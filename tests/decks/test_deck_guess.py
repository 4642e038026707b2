"""Where parts begin in a deck that does not say so, and what is not a part of the talk."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from deck_makers import ranges
from hypothesis import given, settings
from hypothesis import strategies as st

from prep.decks.guess import EVEN_PARTS, MOST_PARTS, deck_of
from prep.decks.slide import Reading, Slide, line_of, notes_of
from prep.model.deck import Deck, joined


def guessed(*slides: Slide | str, title: str = "") -> Deck:
    found = tuple(slide if isinstance(slide, Slide) else Slide(slide) for slide in slides)
    return deck_of(Reading(title, found, "as it says"), name="my talk")


def test_headings_of_one_number_after_the_other_go_on():
    """`Results (2/3)` goes on with `Results`."""
    deck = guessed("Fog", "Results", "Results (2/3)", "Results, cont.", "Limits", "Limits II")

    assert ranges(deck) == [("Results", 1, 4), ("Limits", 5, 6)]


def test_dividers_come_before_headings():
    """Slides that hold a title alone are the clearest sign."""
    deck = guessed("Fog", Slide("Why", bare=True), "A", "B", Slide("How", bare=True), "C")

    assert deck.how == "slides that hold a title alone begin a section"
    assert ranges(deck) == [("Why", 1, 4), ("How", 5, 6)]


def test_usual_headings_are_known():
    """Where every heading is another one, those that most talks have begin a part."""
    others = [f"About number {word}" for word in ("one", "two", "three", "four", "five", "six", "seven")]
    deck = guessed(
        "Fog", "Motivation", *others[:3], "Our approach", *others[3:6], "Results: roads", *others[6:], "Summary"
    )

    assert [title for title, _, _ in ranges(deck)] == ["Motivation", "Our approach", "Results: roads", "Summary"]


def test_at_last_slides_are_shared_out():
    """Headings that say nothing give parts of about equal length, each named by its first."""
    deck = guessed(*(f"Heading {word}" for word in "abcdefghijklmnopqrstuvwxyz"))

    assert len(deck.parts) == EVEN_PARTS - 1
    assert deck.parts[0].title == "Heading a"
    assert {part.slides for part in deck.parts} == {2, 4}


def test_a_section_somebody_named_stays():
    """The first section is not taken for the title, only because the deck has none."""
    deck = guessed(Slide("Why", section="Why"), "A", Slide("How", section="How"), "B")

    assert ranges(deck) == [("Why", 1, 2), ("How", 3, 4)]


def test_a_long_lead_is_a_part_of_its_own():
    """Two slides before the first section belong to it, three are a part."""
    assert ranges(guessed("Fog", "Me", Slide("a", section="Why"), Slide("b", section="How"), "c")) == [
        ("Why", 1, 3),
        ("How", 4, 5),
    ]
    assert ranges(guessed("Fog", "Me", "My lab", Slide("a", section="Why"), "b")) == [("Me", 1, 3), ("Why", 4, 5)]


def test_after_the_appendix_all_is_backup():
    """A section named like an appendix, and all that follows, is kept for questions."""
    deck = guessed(
        Slide("a", section="Why"), Slide("b", section="Reference-free tuning"), Slide("c", section="Backup slides"),
        Slide("d", section="More"),
    )  # fmt: skip

    assert ranges(deck) == [("Why", 1, 1), ("Reference-free tuning", 2, 2)]
    assert [part.title for part in deck.backup] == ["Backup slides", "More"]


def test_no_deck_is_backup_alone():
    """A deck that begins with its backup has no talk otherwise."""
    assert not guessed(Slide("a", section="Appendix", backup=True), Slide("b", section="B", backup=True)).backup


def test_text_is_fit_for_any_terminal():
    """Titles and notes lose what a terminal would obey, and ligatures; they are cut where nobody would read on."""
    assert line_of("  a\x1b[31m b\u202e\u2028c\tﬁn\n ") == "a[31m b c fin"
    assert len(line_of("x" * 500)) == 120
    assert notes_of("a\r\nb\x07\n\n\n\nc\ud800") == "a\nb\n\nc"


Titles = st.text(max_size=12) | st.sampled_from(
    ["Results", "Backup", "Thank you", "Agenda", "Method", "Motivation (2)"]
)
Slides = st.builds(
    Slide, Titles.map(line_of), st.none() | Titles.map(line_of), st.booleans(), st.text(max_size=5), st.booleans(),
    st.integers(0, 9).map(lambda n: n == 0),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(Slides, min_size=1, max_size=40))
def test_the_parts_cover_every_slide_once(slides: Sequence[Slide]):
    """Whatever the slides, the parts follow one another without a gap, each named, each with a slide."""
    shown = sum(not slide.hidden for slide in slides)
    if not shown:
        return

    deck = deck_of(Reading("", tuple(slides)), name="my talk")

    assert deck.slides == shown
    assert [part.first for part in deck.parts] == [1, *(part.last + 1 for part in deck.parts[:-1])]
    assert deck.parts[-1].last == shown
    assert all(part.title and part.slides > 0 for part in deck.parts)
    assert sum(part.hidden for part in deck.parts) == len(slides) - shown
    assert deck.spoken


@settings(max_examples=100, deadline=None)
@given(st.lists(Slides.map(lambda slide: slide), min_size=1, max_size=60), st.integers(1, 25))
def test_joined_parts_are_few_and_complete(slides: Sequence[Slide], most: int):
    """Joining neighbours leaves out no slide."""
    if all(slide.hidden for slide in slides):
        return
    parts = deck_of(Reading("", tuple(slides)), name="my talk").parts

    left = joined(parts, most)

    assert len(left) <= max(most, 1)
    assert (left[0].first, left[-1].last) == (1, parts[-1].last)
    assert all(after.first == before.last + 1 for before, after in pairwise(left))


def test_no_guess_gives_more_parts_than_a_talk_has():
    """However many headings there are."""
    for count in range(2, 200, 7):
        assert len(guessed(*(f"x{n}y" for n in range(count))).parts) <= MOST_PARTS
