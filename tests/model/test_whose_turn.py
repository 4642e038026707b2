"""Which questions have their turn today: due, weak, new, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.model.asking import Turn, comes_back, picks, takes
from prep.model.question import Asker, Question

TODAY = date(2026, 11, 23)
ASKER = Asker("recruiter", "Recruiter", "Knows the process.", "Will you come?", 60)


@dataclass(frozen=True)
class State:
    due: date
    last: date
    chance: float = 0.8
    last_score: int = 3
    last_by: str = ""
    leech: bool = False


def question(id: str, seconds: int = 60) -> Question:
    return Question(id, "motivation", ASKER, f"{id}?", "It shows.", seconds=seconds)


def state(due: int, last: int = -3, **more: float | str) -> State:
    return State(TODAY + timedelta(days=due), TODAY + timedelta(days=last), **more)  # type: ignore[arg-type] # by name


KNOWN = {
    "motivation/later": state(4),
    "motivation/weak": state(1, last_score=2),
    "motivation/due": state(0, chance=0.9),
    "motivation/overdue": state(-2, chance=0.6),
    "motivation/today": state(-2, last=0),
}
ALL = [question(id) for id in ("new", "later", "weak", "due", "overdue", "today")]


def test_due_then_weak_then_new():
    """The one most in danger of being forgotten goes first; what was answered today has had its turn."""
    found = picks(ALL, KNOWN, today=TODAY)

    assert [pick.question.id for pick in found] == ["overdue", "due", "weak", "new"]
    assert [pick.why for pick in found] == [
        "due 2 days ago: it comes back with a chance of 60%",
        "due today: it comes back with a chance of 90%",
        "below the bar 3 days ago",
        "new",
    ]


def test_whose_marks_decide_is_said():
    """Where somebody else marked the answer, the reason names them."""
    marked = {
        "motivation/weak": state(1, last_score=2, last_by="Ada"),
        "motivation/due": state(0, chance=0.9, last_by="Ada\nB."),
    }

    assert [pick.why for pick in picks([question("weak"), question("due")], marked, today=TODAY)] == [
        "due today by Ada's marks: it comes back with a chance of 90%",
        "below the bar by Ada's marks 3 days ago",
    ]


def test_extra_is_always_allowed():
    """Who wants to go on may: the rest follows, and says that it need not be."""
    found = picks(ALL, KNOWN, today=TODAY, extra=True)

    assert {pick.question.id: pick.why for pick in found[4:]} == {
        "later": "not due before Friday",
        "today": "answered today",
    }


@given(st.lists(st.integers(10, 600), max_size=12), st.integers(1, 60))
def test_a_sitting_keeps_to_its_minutes(lengths: list[int], minutes: int):
    """As many as fit, in their order, and always one."""
    questions = [question(f"q{n}", seconds) for n, seconds in enumerate(lengths)]
    budget = timedelta(minutes=minutes)

    found = picks(questions, {}, today=TODAY, budget=budget)

    whole = sum((takes(pick.question) for pick in found), timedelta())
    assert [pick.question for pick in found] == questions[: len(found)]
    assert bool(found) == bool(questions)
    assert whole <= budget or len(found) == 1
    if len(found) < len(questions):
        assert whole + takes(questions[len(found)]) > budget


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (state(1), "next tomorrow, because until then it comes back nine times in ten"),
        (state(3), "next on Thursday, because until then it comes back nine times in ten"),
        (state(14), "next on 7 December, because until then it comes back nine times in ten"),
        (state(1, last_score=2), "next tomorrow, because it was below the bar"),
        (state(1, last_score=2, last_by="Ada"), "next tomorrow, because it was below the bar by Ada's marks"),
        (
            state(3, last_by="Ada"),
            "next on Thursday, because until then it comes back nine times in ten by Ada's marks",
        ),
        (state(1, leech=True), "next tomorrow; it was forgotten often: write the answer anew rather than repeat it"),
    ],
)
def test_when_it_comes_back_is_said_in_words(standing: State, words: str):
    """No numbers of a model: a day, and a reason."""
    assert comes_back(standing, TODAY) == words


def test_turns_are_in_the_order_in_which_they_are_asked():
    """The enumeration is the order."""
    assert sorted(Turn) == [Turn.DUE, Turn.WEAK, Turn.NEW, Turn.EXTRA]
