"""A job talk: its sections with their budgets, and which of them survive in a shorter version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from prep.model.moment import ZERO
from prep.model.problem import QuestionAndAnswer

VERSIONS = (45, 30, 20, 10, 5)
"""The lengths a talk is asked for, in minutes of speaking."""


def questions_after(minutes: float) -> int:
    """The minutes of questions that follow so many minutes of speaking: 45 and 15, 30 and 10, 5 and 2."""
    return max(1, round(minutes / 3))


@dataclass(frozen=True)
class Section:
    """One planned part of a talk.

    `target` is its time in the full talk and `least` what it cannot do without; `tier` is the shortest version
    (in minutes) that it belongs to, `priority` orders the sections of one tier, 1 first. `slides` are the first and
    the last one, counted from 1. `bridge` is said at its end where what follows is cut.
    """

    title: str
    target: timedelta
    least: timedelta
    tier: int
    priority: int
    slides: tuple[int, int] | None = None
    notes: str = ""
    bridge: str = ""

    @property
    def slide_count(self) -> int:
        """How many slides it has."""
        return self.slides[1] - self.slides[0] + 1 if self.slides else 0


@dataclass(frozen=True)
class Talk:
    """Sections in the order in which they are spoken; `minutes` is the full length, without questions."""

    slug: str
    uuid: str
    title: str
    minutes: int
    sections: tuple[Section, ...]
    questions_minutes: int = 0
    questions: tuple[QuestionAndAnswer, ...] = ()
    folder: Path = Path()

    @property
    def shortest(self) -> int:
        """The shortest version there is, in minutes."""
        return min(section.tier for section in self.sections)

    @property
    def planned(self) -> timedelta:
        """The time of all sections together."""
        return sum((section.target for section in self.sections), ZERO)

    def questions_for(self, minutes: float) -> int:
        """The minutes of questions that go with a slot; the talk's own number belongs to its full length."""
        return self.questions_minutes if minutes == self.minutes else questions_after(minutes)
