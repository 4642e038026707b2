"""Every bank of questions that comes with `prep`, as an interviewer would want it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from prep.catalogue.banks import Banks, find_banks
from prep.model.question import Bank, Question
from prep.places import PACKAGE

SIZES = {"behavioural": 30, "job-talk": 30, "motivation": 60, "research": 60}
ALIKE = 0.75
"""From here on two texts say the same; those that share no more than a turn of phrase lie well below."""


@pytest.fixture(scope="module")
def banks() -> Banks:
    """The banks that are installed with `prep`."""
    return find_banks([PACKAGE / "banks"])


@pytest.fixture(scope="module")
def questions(banks: Banks) -> tuple[Question, ...]:
    """All their questions."""
    return tuple(question for bank in banks.banks for question in bank.questions)


@pytest.fixture(scope="module", params=SIZES)
def bank(request: pytest.FixtureRequest, banks: Banks) -> Bank:
    """One of them after the other."""
    found = {each.name: each for each in banks.banks}
    assert request.param in found, f"there is no bank {request.param}"
    return found[request.param]


def likeness(one: str, other: str) -> float:
    """How far two texts say the same, 0 to 1: by the words they share, or by those in the same order."""
    first, second = words(one), words(other)
    shared = len({*first} & {*second}) / len({*first} | {*second})
    return max(shared, SequenceMatcher(None, first, second, autojunk=False).ratio())


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def alike(texts: Sequence[tuple[str, str]]) -> list[str]:
    """Which of these named texts say the same."""
    pairs = combinations(texts, 2)
    return [f"{one[0]} and {other[0]}" for one, other in pairs if likeness(one[1], other[1]) >= ALIKE]


def test_every_bank_reads(banks: Banks):
    """No file under prep/banks has a fault, and none is missing or unknown."""
    assert [str(fault) for fault in banks.faults] == []
    assert {bank.name: len(bank.questions) for bank in banks.banks} == SIZES


def test_every_question_is_complete(bank: Bank):
    """A question has what a strong answer shows, two or three red flags, two or three follow-ups and a length."""
    for question in bank.questions:
        assert question.text.strip(), question.key
        assert len(words(question.shows)) >= 8, question.key
        assert 2 <= len({*question.red_flags}) == len(question.red_flags) <= 3, question.key
        assert 2 <= len({*question.follow_ups}) == len(question.follow_ups) <= 3, question.key
        assert 30 <= question.seconds <= 600, question.key


def test_every_asker_has_a_card_and_asks(bank: Bank):
    """The role card says who they are and what they really want to know, and nobody sits there in silence."""
    asked = Counter(question.asker.id for question in bank.questions)

    assert all(len(words(asker.who)) >= 8 and len(words(asker.wants)) >= 8 for asker in bank.askers)
    assert {asker.id for asker in bank.askers} == {*asked}


@pytest.mark.parametrize("asker", ["recruiter", "researcher", "manager", "hr"])
def test_each_of_the_four_asks_why_here(banks: Banks, asker: str):
    """A rehearsal of "why here?" has enough from each of those who ask it."""
    (motivation,) = (bank for bank in banks.banks if bank.name == "motivation")

    assert len([question for question in motivation.questions if question.asker.id == asker]) >= 12


def test_no_two_questions_say_the_same(questions: tuple[Question, ...]):
    """Whichever bank they are in."""
    assert alike([(question.key, question.text) for question in questions]) == []


def test_no_two_strong_answers_show_the_same(questions: tuple[Question, ...]):
    """What an answer should show belongs to its question."""
    assert alike([(question.key, question.shows) for question in questions]) == []


def test_a_key_names_one_question(questions: tuple[Question, ...]):
    """The history refers to questions by it."""
    assert [key for key, times in Counter(question.key for question in questions).items() if times > 1] == []


def test_likeness_tells_a_rephrased_question_from_another():
    """The measure sees through a changed word or two, and leaves alone what is only near."""
    asked = "Which of our papers do you not quite believe?"

    assert likeness(asked, "Which of our papers do you not entirely believe?") >= ALIKE
    assert likeness(asked, "Which of our results do you wish were yours?") < 0.6
