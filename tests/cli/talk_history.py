"""Rehearsals of somebody's talk in the test's home, made by the real story with a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prep.catalogue.talks import find_talk
from prep.flows import rehearse
from prep.flows.rehearse import Lectern
from prep.history import History
from prep.model.moment import Moment
from prep.model.rehearsal import MarkKind, Rehearsal
from prep.model.rubric import ASKED_OF_SPEAKERS
from prep.places import Places

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TALK = """\
format = 1
uuid = "9a1f3c52-0f43-4d2b-9a55-3f8f5b8a7c11"
title = "Learning from noisy labels"
minutes = 45
questions = 15
"""
SECTIONS = (
    ("Problem", 6, 1.5, 5, 1),
    ("Idea", 9, 1.5, 5, 2),
    ("Evidence", 12, 2, 10, 1),
    ("Second result", 11, 3, 30, 1),
    ("Agenda", 5, 1, 5, 3),
    ("Close", 2, 1, 5, 4),
)
QUESTIONS = """\
format = 1

[[question]]
question = "What is new?"
answer = "Names the one thing, and one case in which it makes a difference."

[[question]]
question = "Why should it work with ten labels?"
answer = "A number, and where it stops."
"""
GOOD = (6, 9, 12, 11, 5, 2)


class Hand:
    """A clock that stands until the test moves it."""

    def __init__(self) -> None:
        self.at = timedelta(hours=1)

    def __call__(self) -> Moment:
        return Moment(NOON + self.at, self.at, "boot")

    def wait(self, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)


class Speaker:
    """Somebody with a talk, who rehearses it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.clock = Hand()
        self.places = Places(home=home, content=())
        self.write("my-talk", TALK)

    @property
    def lectern(self) -> Lectern:
        """A new one each time, as each command line has its own."""
        return Lectern(History.open(self.places, self.clock), self.clock, self.home / "rehearsal.beat")

    def write(self, slug: str, head: str, questions: str = QUESTIONS) -> None:
        """A talk of their own, with these sections."""
        folder = self.home / "talks" / slug
        folder.mkdir(parents=True, exist_ok=True)
        parts = [
            f'[[section]]\ntitle = "{title}"\nminutes = {minutes}\nleast = {least}\ntier = {tier}\npriority = {rank}\n'
            for title, minutes, least, tier, rank in SECTIONS
        ]
        (folder / "talk.toml").write_text("\n".join([head, *parts]))
        (folder / "questions.toml").write_text(questions)

    def speaks(
        self, lengths: Sequence[float] = GOOD, *, slug: str = "my-talk", slot: float = 45, **options: Any
    ) -> Rehearsal:
        """A rehearsal with so many minutes for each section that stays; fewer lengths leave it unfinished."""
        lectern = self.lectern
        talk = find_talk((self.places.talks,), slug)
        rehearsal = rehearse.start(talk, lectern, slot=timedelta(minutes=slot), **options)
        for length in lengths:
            self.clock.wait(length / rehearsal.speed)
            rehearsal = rehearse.next_part(rehearsal, lectern)
        self.clock.wait(30)
        return rehearsal

    def stops(self, lengths: Sequence[float]) -> Rehearsal:
        """A rehearsal that is ended before its last section."""
        rehearsal = self.speaks(lengths)
        return rehearse.mark(rehearsal, MarkKind.FINISHED, self.lectern)

    def gives_up(self, lengths: Sequence[float]) -> Rehearsal:
        """A rehearsal that is abandoned."""
        return rehearse.abandon(self.speaks(lengths), self.lectern)

    def scores(self, rehearsal: Rehearsal, *marks: int, note: str = "") -> None:
        """The marks, in their order."""
        own = {each.id: mark for each, mark in zip(ASKED_OF_SPEAKERS, marks, strict=True)}
        rehearse.score(rehearsal, own, self.lectern, note=note)
