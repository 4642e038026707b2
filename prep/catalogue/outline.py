"""problem.toml as a Problem whose other files are still to be read, and the names those files must answer to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prep.catalogue.document import Document
from prep.catalogue.faults import Fault, KeyPath
from prep.catalogue.names import did_you_mean, nearest
from prep.model.problem import Entry, Limits, Mistake, Problem, QuestionAndAnswer, Stage

if TYPE_CHECKING:
    from prep.catalogue.schema import Exchange, ProblemTable

FORMAT = 1


@dataclass(frozen=True)
class Outline:
    """`problem` is there when there are no faults; a list of names is None where the faults leave it open."""

    problem: Problem | None = None
    faults: tuple[Fault, ...] = ()
    entries: tuple[str, ...] | None = None
    mistakes: tuple[str, ...] | None = None
    stages: int | None = None


def newer_format(document: Document) -> Fault | None:
    """The fault of being written for a later prep, in which nothing else can be judged."""
    format = document.data.get("format")
    if not isinstance(format, int) or not FORMAT < format < 10**6:
        return None
    message = f"written for a newer prep (format {format}; this prep reads {FORMAT}): update prep"
    return document.fault(("format",), message)


def read_outline(document: Document, slug: str) -> Outline:
    """What problem.toml says, validated; the parts in which nothing is wrong can be trusted whatever else is."""
    from prep.catalogue.schema import ProblemTable, validate

    table, faults = validate(ProblemTable, document)
    faults += [document.fault(path, message) for path, message in _disagreements(document.data)]
    faults.sort(key=lambda fault: fault.line or 0)

    keys = ProblemTable.model_fields
    blamed = {re.split(r"[.\[]", fault.key)[0] for fault in faults}
    doubtful = blamed | {nearest(key, keys) for key in blamed.difference(keys)}
    data = document.data
    return Outline(
        problem=_problem(table, slug, document.file.parent) if table and not faults else None,
        faults=tuple(faults),
        entries=None if "entries" in doubtful else tuple(_list(data.get("entries"))),
        mistakes=None if "mistake" in doubtful else tuple(each["id"] for each in tables(data.get("mistake"))),
        stages=None if "stage" in doubtful else len(tables(data.get("stage"))),
    )


def _disagreements(data: dict[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Where parts of problem.toml, each well formed by itself, do not fit together."""
    entries = [name for name in _list(data.get("entries")) if isinstance(name, str)]
    for index, name in twice(_list(data.get("entries"))):
        yield ("entries", index), f"{name!r} is listed twice"
    ids = [table.get("id") for table in tables(data.get("mistake"))]
    for index, id in twice(ids):
        yield ("mistake", index, "id"), f"{id!r} is the id of two mistakes"
    for number, stage in enumerate(tables(data.get("stage"))):
        for index, name in enumerate(_list(stage.get("entries"))):
            if entries and isinstance(name, str) and name not in entries:
                yield ("stage", number, "entries", index), f"{name!r} is not in entries{did_you_mean(name, entries)}"
        if number == 0 and stage.get("optional") is True:
            yield ("stage", 0, "optional"), "the first stage cannot be optional"


def twice(values: list[Any]) -> Iterator[tuple[int, str]]:
    """Each text that stands in a list already, with where it does so again."""
    for index, value in enumerate(values):
        if isinstance(value, str) and value in values[:index]:
            yield index, value


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def tables(value: object) -> list[dict[str, Any]]:
    """What should be an array of tables, as far as it is one."""
    return [each if isinstance(each, dict) else {} for each in _list(value)]


def _problem(table: ProblemTable, slug: str, folder: Path) -> Problem:
    return Problem(
        slug=slug,
        uuid=table.uuid,
        title=table.title,
        kind=table.kind,
        topic=table.topic,
        level=table.level,
        minutes=table.minutes,
        entries=tuple(map(Entry, table.entries)),
        statement="",
        starter="",
        # Absolute, because a grader starts elsewhere; not resolved, so that a linked pack keeps its own names.
        folder=Path(os.path.abspath(folder)),
        checks=(),
        skills=tuple(table.skills),
        hints=tuple(each.says for each in table.hint),
        follow_ups=tuple(map(_exchange, table.followup)),
        asks=tuple(map(_exchange, table.ask)),
        mistakes=tuple(Mistake(each.id, each.says) for each in table.mistake),
        stages=tuple(Stage(each.title, each.statement, tuple(each.entries), each.optional) for each in table.stage),
        limits=Limits(**table.limits.model_dump()),
    )


def _exchange(table: Exchange) -> QuestionAndAnswer:
    return QuestionAndAnswer(table.question, table.answer)
