"""What is known about a company: read from the user's page, and found in an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.model.company import SECTIONS, blank_page, company_from
from prep.model.content_words import content_words, first_sentence, shared_words

PAGE = """\
# Acme

<!-- one fact a line -->
## What they published
- The 2025 report on long-context retrieval
-
## People
- Ada leads the evaluation team

Bets
## Bets
1. They believe that sparse routing beats dense training
## Questions for them
- Who decides what is released?
"""
ACME = company_from(PAGE, "acme")


def named(text: str) -> list[str]:
    return [fact.text for fact, _ in ACME.named_in(text)]


def test_a_page_is_read():
    """Items and lines under their headings; comments and empty items are none; the title is the name."""
    assert ACME.name == "Acme"
    assert [(fact.section, fact.text) for fact in ACME.facts] == [
        ("What they published", "The 2025 report on long-context retrieval"),
        ("People", "Ada leads the evaluation team"),
        ("People", "Bets"),
        ("Bets", "They believe that sparse routing beats dense training"),
        ("Questions for them", "Who decides what is released?"),
    ]
    assert [fact.text for fact in ACME.questions] == ["Who decides what is released?"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your report of 2025 made me change my mind.", ["The 2025 report on long-context retrieval"]),
        ("I would like to learn from ADA.", ["Ada leads the evaluation team"]),
        ("Sparse experts, and their routing.", ["They believe that sparse routing beats dense training"]),
        ("Sparse models are the future of research.", []),
        ("Acme has a great team and does exciting research on large models.", []),
        ("Who decides what is released?", []),
        ("", []),
    ],
)
def test_a_fact_is_named_by_its_name_or_by_two_of_its_words(text: str, found: list[str]):
    """Whatever the capitals; the company's own name, and what is true of every lab, name nothing."""
    assert named(text) == found


def test_a_new_page_has_every_heading_and_no_fact():
    """What is laid out is not taken for something known."""
    page = blank_page("Acme")

    assert company_from(page, "x").facts == ()
    assert company_from(page, "x").name == "Acme"
    assert all(f"## {section}\n" in page for section in SECTIONS)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_page_and_any_answer_can_be_read(page: str, answer: str):
    """Nothing that somebody types breaks it; what an answer names are facts of the page."""
    company = company_from(page, "Acme")

    assert {fact for fact, _ in company.named_in(answer)} <= set(company.facts)


def test_content_words():
    """Without the words that any answer has; plurals count as one word; numbers count."""
    assert content_words("I've always wanted to work on the harnesses' studies of 7 models' loss") == {
        *("harnesse", "study", "7", "model", "loss"),
    }
    assert shared_words(["Routing, and loss.", "The LOSS of routing!", "routing loss model"]) == {"routing", "loss"}
    assert shared_words([]) == frozenset()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One.  Two.", "One."),
        ("I read\nyour paper? Yes.", "I read your paper?"),
        ("no end", "no end"),
        ("", ""),
        ("word " * 50, "word " * 31 + "word…"),
    ],
)
def test_the_first_sentence(text: str, first: str):
    """On one line, and cut where it has no end."""
    assert first_sentence(text) == first
