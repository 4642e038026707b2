"""A small talk and a lectern with a clock that is moved by hand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from desk_makers import Hand

from prep.flows.rehearse import Lectern
from prep.history import History
from prep.model.problem import QuestionAndAnswer
from prep.model.talk import Section, Talk
from prep.places import Places


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def section(title: str, target: float, least: float, tier: int, priority: int, **more: object) -> Section:
    return Section(title, minutes(target), minutes(least), tier, priority, **more)  # type: ignore[arg-type] # kept short


SECTIONS = (
    section("Problem", 6, 1.5, 5, 1, slides=(1, 4), notes="Why anybody should care.", bridge="That is the problem."),
    section("Map", 5, 2, 20, 2, slides=(5, 7), bridge="One thing in depth."),
    section("Idea", 9, 1.5, 5, 2, slides=(8, 15), bridge="It works; here is what it cost."),
    section("Evidence", 9, 2, 10, 1, slides=(16, 22), bridge="What would break it?"),
    section("Second result", 6, 3, 30, 1, slides=(23, 27)),
    section("Limits", 3, 1, 20, 1, slides=(28, 29)),
    section("Agenda", 5, 1, 5, 3, slides=(30, 33)),
    section("Close", 2, 1, 5, 4, slides=(34, 34)),
)
"""45 minutes; the musts need five of them."""


def a_talk(**changes: object) -> Talk:
    fields = {
        "slug": "my-talk",
        "uuid": "9a1f3c52-0f43-4d2b-9a55-3f8f5b8a7c11",
        "title": "Learning from noisy labels",
        "minutes": 45,
        "sections": SECTIONS,
        "questions_minutes": 15,
        "questions": (QuestionAndAnswer("What is new?", "Names the one thing."),),
    }
    return Talk(**{**fields, **changes})  # type: ignore[arg-type] # the fields by name


def lectern_at(home: Path, clock: Hand) -> Lectern:
    places = Places(home=home, content=())
    home.mkdir(parents=True, exist_ok=True)
    return Lectern(History.open(places, clock), clock, home / "rehearsal.beat")
