"""What a day holds: a few things to do with the reason for each, as many as its minutes take, and how ready one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

USUAL = 60
"""The minutes of a day for which nobody set a budget."""


@dataclass(frozen=True)
class Item:
    """One thing to do. `kind` is one word (`code`, `ask`, `talk`, `day`, or what is `open`); `command` begins it."""

    kind: str
    what: str
    why: str
    command: str
    minutes: int = 0


@dataclass(frozen=True)
class Readiness:
    """How ready one is for the date that is set: skills with two sessions at the bar, of those ever practised."""

    days: int
    at_the_bar: int
    practised: int
    talk: str


@dataclass(frozen=True)
class Agenda:
    """A day: `spent` minutes of its `budget` (None: nobody set one); `untried` are commands never used so far."""

    day: date
    items: tuple[Item, ...] = ()
    budget: int | None = None
    spent: int = 0
    interview: date | None = None
    readiness: Readiness | None = None
    untried: tuple[str, ...] = ()
    begun: bool = True

    @property
    def command(self) -> str:
        """The one to go on with; empty where there is nothing at all."""
        return self.items[0].command if self.items else ""

    @property
    def minutes(self) -> int:
        """How long all of it takes; a mock on-site is a day of its own."""
        return sum(item.minutes for item in self.items if item.kind != "day")

    @property
    def done(self) -> bool:
        """Whether the day's budget is used up: whatever comes is extra."""
        return self.budget is not None and self.spent >= self.budget


def within(items: Sequence[Item], *, budget: int | None, spent: int) -> tuple[Item, ...]:
    """The first, and those after it that fit into what is left of the day; what does not fit is nobody's debt."""
    left = USUAL if budget is None else budget - spent
    kept: list[Item] = []
    for item in items:
        if not kept or item.minutes <= left:
            kept.append(item)
            left -= item.minutes
    return tuple(kept)


def agenda_data(agenda: Agenda) -> dict[str, Any]:
    """The day as `prep --json` gives it."""
    ready = agenda.readiness
    return {
        "day": agenda.day.isoformat(),
        "begun": agenda.begun,
        "minutes": agenda.minutes,
        "budget": agenda.budget,
        "spent": agenda.spent,
        "items": [
            {"kind": each.kind, "what": each.what, "why": each.why, "minutes": each.minutes, "command": each.command}
            for each in agenda.items
        ],
        "interview": agenda.interview.isoformat() if agenda.interview else None,
        "readiness": ready
        and {
            "days": ready.days,
            "skills_at_the_bar": ready.at_the_bar,
            "skills_practised": ready.practised,
            "talk": ready.talk,
        },
        "not_tried": list(agenda.untried),
        "next": agenda.command,
    }
