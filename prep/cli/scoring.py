"""Marks typed by the candidate: `3,3,2,3`, or one question a criterion."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click
from rich.console import Console

from prep.cli import show
from prep.errors import BadUsage
from prep.model.rubric import CODING, MARKS, Criterion

NUMBERS = {4: "four", 5: "five"}


def read_marks(typed: str, criteria: Sequence[Criterion] = CODING.criteria) -> dict[str, int]:
    """One mark for each criterion, in this order, separated by commas or spaces."""
    parts = [part for part in re.split(r"[,\s]+", typed.strip()) if part]
    if len(parts) != len(criteria) or not all(part in map(str, MARKS) for part in parts):
        names = ", ".join(criterion.title.lower() for criterion in criteria)
        example = "3,3,2,3,3"[: 2 * len(criteria) - 1]
        many = NUMBERS.get(len(criteria), str(len(criteria)))
        raise BadUsage(
            f"{typed!r} is not {many} marks from 1 to 4", hint=f"In this order: {names}; for example {example}."
        )
    return {criterion.id: int(part) for criterion, part in zip(criteria, parts, strict=True)}


def ask_marks(console: Console, criteria: Sequence[Criterion] = CODING.criteria) -> tuple[dict[str, int], str]:
    """Ask for each mark, the levels in sight."""
    console.print(show.rubric(criteria))
    choice = click.Choice([str(level) for level in MARKS])
    marks = {each.id: int(click.prompt(each.title, type=choice)) for each in criteria}
    return marks, click.prompt("A line to yourself (Enter for none)", default="", show_default=False)
