"""Cards of other programs, read into questions and what a good answer shows."""

from __future__ import annotations

import pytest

from prep.errors import BadContent
from prep.flows.import_questions import read_cards

CARD = ("Why scale?", "The variance grows with d.")


@pytest.mark.parametrize(
    "text",
    [
        "Why scale?,The variance grows with d.\n",
        "Why scale?\tThe variance grows with d.\n",
        "#separator:semicolon\n#html:true\n<b>Why</b> scale?;The variance grows with <i>d</i> .\n",
        '"Why\nscale?",The variance grows with d.\n\n',
        "Front,Back\nWhy scale?,The variance grows with d.\n",
        "question;answer;tags\nWhy scale?;The variance grows with d.;attention\n",
    ],
    ids=["commas", "tabs", "as Anki says", "two lines", "headed", "headed, with more columns"],
)
def test_a_card_in_any_dress(text: str):
    """One question, whatever separates it from its answer and whatever stands above."""
    ((_, front, back),) = read_cards(text)

    assert front == CARD[0]
    assert back.replace(" .", ".") == CARD[1]


def test_only_the_first_row_is_a_heading():
    """A card that asks for an answer of that name further down is a card."""
    assert [front for _, front, _ in read_cards("a,b\nfront,back\n")] == ["a", "front"]


def test_a_card_with_one_side_is_refused_with_its_line():
    """And with it the whole file."""
    with pytest.raises(BadContent, match="line 2"):
        read_cards("a,b\nonly one\n")
