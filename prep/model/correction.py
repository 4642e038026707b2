"""Second thoughts about what was kept: amended, voided, noted. New facts, which every reading obeys.

The journal is never rewritten: a correction is a fact about a session, a rehearsal, an answer or a day, and
`corrected` is what `History.facts` lets every reader see. The newest of several corrections wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from prep.model.fact import Fact

AMENDED, VOIDED, NOTED = "fact.amended", "fact.voided", "fact.noted"
CORRECTIONS = (AMENDED, VOIDED)

_SCORED = ("session.scored", "rehearsal.scored", "question.answered")


@dataclass(frozen=True)
class Correction:
    """What stands of the corrections to one thing; None is "as it was"."""

    voided: bool = False
    because: str = ""
    marks: Mapping[str, int] = field(default_factory=dict)
    note: str | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Remark:
    """A note that was added later."""

    id: str
    about: str
    at: datetime
    text: str


def amended_data(
    *, marks: Mapping[str, int] | None = None, note: str | None = None, seconds: float | None = None
) -> dict[str, Any]:
    """What an amendment changes, and nothing else."""
    given = {"marks": dict(marks) if marks else None, "note": note, "seconds": seconds}
    return {name: value for name, value in given.items() if value is not None}


def corrections_from(facts: Iterable[Fact]) -> dict[str, Correction]:
    """The corrections that these facts (in order) come to, by what they are about."""
    found: dict[str, Correction] = {}
    for fact in facts:
        before, data = found.get(fact.about, Correction()), fact.data
        if fact.kind == VOIDED:
            found[fact.about] = replace(before, voided=data["voided"], because=data["because"])
        elif fact.kind == AMENDED:
            found[fact.about] = replace(
                before,
                marks={**before.marks, **data.get("marks", {})},
                note=data.get("note", before.note),
                seconds=data.get("seconds", before.seconds),
            )
    return found


def remarks_from(facts: Iterable[Fact]) -> dict[str, tuple[Remark, ...]]:
    """The notes that were added later, by what they are about, the oldest first."""
    found: dict[str, tuple[Remark, ...]] = {}
    for fact in facts:
        if fact.kind == NOTED:
            remark = Remark(fact.id, fact.about, fact.at, fact.data["text"])
            found[fact.about] = (*found.get(fact.about, ()), remark)
    return found


def corrected(facts: Sequence[Fact], corrections: Iterable[Fact]) -> list[Fact]:
    """These facts as they are to be read: what was voided is not there, what was amended is as amended.

    A voided thing takes what belongs to it along (its marks, its notes, a second opinion), and a slot of a day
    loses its score when all that happened in it was voided. The corrections themselves stay.
    """
    standing = corrections_from(corrections)
    if not standing:
        return list(facts)
    voided = {id for id, each in standing.items() if each.voided}
    return [
        _amended(_without_score(fact, voided), standing)
        for fact in facts
        if fact.kind in CORRECTIONS or not (fact.about in voided or fact.id in voided)
    ]


def _without_score(fact: Fact, voided: set[str]) -> Fact:
    if fact.kind == "day.closed" and fact.data["facts"] and voided.issuperset(fact.data["facts"]):
        return replace(fact, data={**fact.data, "score": None})
    return fact


def _amended(fact: Fact, standing: Mapping[str, Correction]) -> Fact:
    """The fact with the change that concerns it; an answer is known by its fact, all else by what it is about."""
    change = standing.get(fact.id if fact.kind == "question.answered" else fact.about)
    if change is None:
        return fact
    data = dict(fact.data)
    if fact.kind in _SCORED:
        if change.marks and data["marks"]:
            data["marks"] = {**data["marks"], **change.marks}
        if change.note is not None:
            data["note"] = change.note
    if change.seconds is not None:
        match fact.kind:
            case "session.finished":
                data["elapsed"] = change.seconds
            case "session.submitted" | "session.gave_up":
                # What was handed in cannot have been later than the end.
                data["elapsed"] = min(data["elapsed"], change.seconds)
            case "question.answered":
                data["seconds"] = change.seconds
    return fact if data == fact.data else replace(fact, data=data)
