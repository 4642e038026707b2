"""Which questions to ask today: what is due first, then what was weak, then what is new; and why, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Protocol

from prep.model.question import Question
from prep.model.rubric import BAR
from prep.model.text import one_line

OVERHEAD = timedelta(seconds=60)
"""What goes with every answer: reading the question, scoring, reading what a strong answer shows."""


class Known(Protocol):
    """How a question stands: what `prep.recall` works out."""

    @property
    def due(self) -> date:
        """The day it comes back."""

    @property
    def last(self) -> date:
        """The day it was answered last."""

    @property
    def chance(self) -> float:
        """The predicted probability that it comes back today."""

    @property
    def last_score(self) -> int:
        """The last score, 1 to 4."""

    @property
    def last_by(self) -> str:
        """Who gave it, empty where it was oneself."""

    @property
    def leech(self) -> bool:
        """Whether repeating it has not helped."""


class Turn(IntEnum):
    """Why a question has its turn, in the order in which they are asked."""

    DUE = 1
    WEAK = 2
    NEW = 3
    EXTRA = 4


@dataclass(frozen=True)
class Pick:
    """A question whose turn it is, and the reason in words."""

    question: Question
    turn: Turn
    why: str


def picks(
    questions: Sequence[Question],
    known: Mapping[str, Known],
    *,
    today: date,
    budget: timedelta | None = None,
    extra: bool = False,
) -> tuple[Pick, ...]:
    """Today's questions in their order, as many as the budget holds (at least one, if there is any).

    A question has one turn a day. With `extra` those follow that nobody has to ask today.
    """
    found = [pick for each in questions if (pick := _pick(each, known.get(each.key), today)) is not None]
    if not extra:
        found = [pick for pick in found if pick.turn is not Turn.EXTRA]
    places = {each.key: place for place, each in enumerate(questions)}

    def order(pick: Pick) -> tuple[int, float, int]:
        state = known.get(pick.question.key)
        return pick.turn, state.chance if state else 0.0, places[pick.question.key]

    found.sort(key=order)
    return tuple(_within(found, budget))


def takes(question: Question) -> timedelta:
    """How long a question takes, with all that goes with it."""
    return timedelta(seconds=question.seconds) + OVERHEAD


def comes_back(state: Known, today: date) -> str:
    """When a question comes back, and why then: `next on Thursday, because it was below the bar`."""
    if state.leech:
        return f"next {_day(state.due, today)}; it was forgotten often: write the answer anew rather than repeat it"
    if state.last_score < BAR:
        return f"next {_day(state.due, today)}, because it was below the bar{_by(state)}"
    return f"next {_day(state.due, today)}, because until then it comes back nine times in ten{_by(state)}"


def _pick(question: Question, state: Known | None, today: date) -> Pick | None:
    if state is None:
        return Pick(question, Turn.NEW, "new")
    if state.last >= today:
        return Pick(question, Turn.EXTRA, "answered today")
    if state.due <= today:
        late = (today - state.due).days
        due = "due today" if not late else f"due {_ago(late)}"
        return Pick(question, Turn.DUE, f"{due}{_by(state)}: it comes back with a chance of {state.chance:.0%}")
    if state.last_score < BAR:
        return Pick(question, Turn.WEAK, f"below the bar{_by(state)} {_ago((today - state.last).days)}")
    return Pick(question, Turn.EXTRA, f"not due before {_day(state.due, today).removeprefix('on ')}")


def _by(state: Known) -> str:
    """Whose marks decide, where they are not one's own."""
    return f" by {one_line(state.last_by)}'s marks" if state.last_by else ""


def _within(found: Sequence[Pick], budget: timedelta | None) -> list[Pick]:
    if budget is None:
        return list(found)
    kept: list[Pick] = []
    left = budget
    for pick in found:
        if kept and takes(pick.question) > left:
            break
        kept.append(pick)
        left -= takes(pick.question)
    return kept


def _day(day: date, today: date) -> str:
    """A day as people say it: `tomorrow`, `on Thursday`, `on 14 December`."""
    away = (day - today).days
    if away <= 0:
        return "today"
    if away == 1:
        return "tomorrow"
    return f"on {day:%A}" if away < 7 else f"on {day.day} {day:%B}"


def _ago(days: int) -> str:
    return "yesterday" if days == 1 else f"{days} days ago"
