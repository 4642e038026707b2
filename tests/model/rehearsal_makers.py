"""Rehearsals as values: how long each section was spoken, and nothing else; no clock, no history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from prep.model.cut import cut
from prep.model.moment import Moment
from prep.model.rehearsal import Mark, MarkKind, Rehearsal
from prep.model.talk import Section

NUMBER = count(1)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def at(minute: float) -> Moment:
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return Moment(start + minutes(minute), minutes(60 + minute), "boot")


def section(title: str, target: float, least: float, tier: int, priority: int) -> Section:
    return Section(title, minutes(target), minutes(least), tier, priority)


SECTIONS = (
    section("Problem", 6, 1.5, 5, 1),
    section("Idea", 9, 1.5, 5, 2),
    section("Evidence", 12, 2, 10, 1),
    section("Second result", 11, 3, 30, 1),
    section("Agenda", 5, 1, 5, 3),
    section("Close", 2, 1, 5, 4),
)
"""45 minutes in six sections; five of them would do for the musts."""


def spoken(*lengths: float, sections: Sequence[Section] = SECTIONS, slot: float = 45, **changes: Any) -> Rehearsal:
    """A finished rehearsal in which the sections that stay took so many minutes, in their order."""
    lost = changes.get("lost", timedelta(0))
    marks, minute = [], 0.0
    for number, length in enumerate(lengths, start=1):
        minute += length
        kind = MarkKind.FINISHED if number == len(lengths) else MarkKind.NEXT
        marks.append(Mark(f"m{number}", kind, at(minute)))
    fields: dict[str, Any] = {
        "id": f"0192f0c1-{next(NUMBER):04}",
        "slug": "my-talk",
        "uuid": "u",
        "title": "Learning from noisy labels",
        "minutes": 45,
        "plan": cut(sections, minutes(slot) - lost),
        "slot": minutes(slot),
        "started": at(0),
        "marks": tuple(marks),
    }
    return Rehearsal(**{**fields, **changes})
