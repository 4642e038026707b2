"""Histories in homes of their own, and facts of every kind, for tests that export and import."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from prep.history import History
from prep.history.ids import uuid7
from prep.model.answer import ANSWERED, Answered, answered_data
from prep.model.correction import AMENDED, NOTED, VOIDED
from prep.model.fact import Fact
from prep.model.opinion import GIVEN
from prep.model.outcome import Outcome
from prep.model.record import verdict_data
from prep.model.rubric import CODING
from prep.model.verdict import Check, Likeness, Verdict
from prep.places import Places

SECRET = "a secret of mine"
MARKS = {each.id: 3 for each in CODING.criteria}


@contextmanager
def new_history() -> Iterator[History]:
    """An empty history, gone afterwards."""
    with (
        tempfile.TemporaryDirectory() as home,
        History.open(Places(home=Path(home) / "home", content=())) as history,
    ):
        yield history


def a_session(at: Any, id: str, *, slug: str = "adam", passed: bool = True, **changes: Any) -> list[Fact]:
    """The facts of a finished session; `changes` are of its marks, its minutes or its guess."""
    outcome = Outcome.PASSED if passed else Outcome.FAILED
    verdict = Verdict(
        outcome,
        (Check("test_a", "a", outcome, message=SECRET), Check("test_b", "b", Outcome.PASSED)),
        likeness=Likeness("m", 1, 2),
        output=SECRET,
        message=SECRET,
    )
    minutes = changes.get("minutes", 5.0)
    moment = {"ticks": 0.0, "boot": "b"}
    end = {"ticks": minutes * 60, "boot": "b"}
    happened: list[tuple[str, dict[str, Any]]] = [
        (
            "started",
            {
                **{"slug": slug, "uuid": f"u-{slug}", "title": slug, "mode": "practise", "minutes": 10, "seed": 7},
                **{"last_stage": 1, "answer": "answer.py", **moment},
            },
        ),
        ("hinted", {"number": 1}) if changes.get("hinted") else ("asked", {"number": 1}),
        (
            "submitted",
            {
                **{"submission": f"{id}-1", "name": "answer.py", "text": SECRET, "sha256": SECRET, "stage": 1},
                **{"elapsed": minutes * 60, "guess": changes.get("guess")},
            },
        ),
        ("judged", {"submission": f"{id}-1", "verdict": verdict_data(verdict)}),
        ("finished", {"elapsed": minutes * 60, **end}),
        ("scored", {"rubric": "coding", "marks": {**MARKS, **changes.get("marks", {})}, "note": SECRET}),
    ]
    return [
        Fact(uuid7(at + timedelta(seconds=n)), f"session.{word}", id, at + timedelta(seconds=n), data)
        for n, (word, data) in enumerate(happened)
    ]


def an_answer(at: Any, key: str = "motivation/why-us", **changes: Any) -> Fact:
    """A scored answer."""
    marks = {"answers": 3, "substance": 3, "limits": 3, "length": 3, **changes.pop("marks", {})}
    answered = Answered(
        id="",
        key=key,
        asker="hr",
        at=at,
        rubric="answering",
        marks=marks,
        **{
            "question": SECRET,
            "seconds": 60.0,
            "limit": 60,
            "text": SECRET,
            "note": SECRET,
            "company": SECRET,
            **changes,
        },
    )
    return Fact(uuid7(at), ANSWERED, key, at, answered_data(answered))


def second_thoughts(at: Any, about: str) -> list[Fact]:
    """Every kind of fact that is about another one."""
    happened: list[tuple[str, dict[str, Any]]] = [
        (AMENDED, {"marks": {"code": 2}, "note": SECRET, "seconds": 60.0}),
        (NOTED, {"text": SECRET}),
        (GIVEN, {"by": SECRET, "rubric": "coding", "marks": MARKS, "note": SECRET}),
        (VOIDED, {"voided": True, "because": SECRET}),
    ]
    return [Fact(uuid7(at), kind, about, at, data) for kind, data in happened]


def add_facts(history: History, facts: Iterable[Fact]) -> None:
    """Keep these as they are."""
    history.merge(facts)
