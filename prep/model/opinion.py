"""A second opinion: somebody else's marks for a session, a rehearsal or an answer, on the same rubric."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import Any

from prep.model.fact import Fact
from prep.model.rubric import MARKS, Criterion

GIVEN = "opinion.given"
SHEET_KEYS = ("about", "what", "rubric", "marks", "note", "levels")
"""What a sheet may hold: the template's keys, of which only `marks` must be there."""


@dataclass(frozen=True)
class Opinion:
    """The sheet of one grader; a criterion that they could not judge is not in `marks`."""

    id: str
    about: str
    at: datetime
    by: str
    rubric: str
    marks: Mapping[str, int]
    note: str = ""


def opinion_data(by: str, rubric: str, marks: Mapping[str, int], note: str) -> dict[str, Any]:
    """A second opinion as the journal keeps it."""
    return {"by": by, "rubric": rubric, "marks": dict(marks), "note": note}


def opinions_from(facts: Iterable[Fact]) -> dict[str, tuple[Opinion, ...]]:
    """The opinions by what they are about; a later one of the same grader replaces the earlier."""
    found: dict[str, dict[str, Opinion]] = {}
    for fact in facts:
        if fact.kind == GIVEN:
            data = fact.data
            opinion = Opinion(fact.id, fact.about, fact.at, data["by"], data["rubric"], data["marks"], data["note"])
            found.setdefault(fact.about, {})[opinion.by] = opinion
    return {about: tuple(each.values()) for about, each in found.items()}


def newest(opinions: Iterable[Opinion]) -> Opinion | None:
    """The one that was kept last; ids are in the order of time."""
    return max(opinions, key=lambda each: each.id, default=None)


def second_mark(opinions: Iterable[Opinion], criterion: str) -> float | None:
    """What the graders together give for a criterion: their mean; None where nobody judged it."""
    marks = [each.marks[criterion] for each in opinions if criterion in each.marks]
    return mean(marks) if marks else None


def blank_sheet(about: str, what: str, rubric: str, criteria: Sequence[Criterion]) -> dict[str, Any]:
    """An empty sheet for a grader, with every level described; it says nothing of the marks given already."""
    return {
        "about": about,
        "what": what,
        "rubric": rubric,
        "marks": {each.id: None for each in criteria},
        "note": "",
        "levels": {
            each.id: {"title": each.title, **{str(mark): each.levels[mark] for mark in sorted(each.levels)}}
            for each in criteria
        },
    }


def sheet_faults(sheet: Any, about: str, rubric: str, criteria: Sequence[Criterion]) -> list[str]:
    """Everything that is wrong with a filled sheet; null is "could not judge this"."""
    if not isinstance(sheet, dict):
        return ["a sheet is one JSON object"]
    faults = [f"{name!r} is no part of a sheet" for name in sheet if name not in SHEET_KEYS]
    for name, right in (("about", about), ("rubric", rubric)):
        if sheet.get(name, right) != right:
            faults.append(f"{name} is {sheet[name]!r}, and this is for {right!r}")
    if not isinstance(sheet.get("note", ""), str):
        faults.append("note is not text")
    marks = sheet.get("marks")
    if not isinstance(marks, dict):
        return [*faults, "marks is missing, or not an object"]
    known = {each.id for each in criteria}
    faults += [f"marks.{id} is missing (null: could not judge it)" for id in sorted(known - set(marks))]
    faults += [f"marks.{id}: there is no such criterion" for id in sorted(set(marks) - known)]
    for id, mark in marks.items():
        if id in known and mark is not None and (type(mark) is not int or mark not in MARKS):
            faults.append(f"marks.{id} is {mark!r}, and marks are whole, 1 to 4")
    if not faults and all(mark is None for mark in marks.values()):
        faults.append("nothing is marked")
    return faults
