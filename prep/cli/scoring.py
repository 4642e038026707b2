"""Marks typed by the candidate: `3,3,2,3`, or one question a criterion."""

from __future__ import annotations

import re

import click
from rich.console import Console

from prep.cli import show
from prep.errors import BadUsage
from prep.model.rubric import CODING, MARKS


def read_marks(typed: str) -> dict[str, int]:
    """Four marks in the rubric's order, separated by commas or spaces."""
    parts = [part for part in re.split(r"[,\s]+", typed.strip()) if part]
    if len(parts) != len(CODING.criteria) or not all(part in map(str, MARKS) for part in parts):
        names = ", ".join(criterion.title.lower() for criterion in CODING.criteria)
        raise BadUsage(f"{typed!r} is not four marks from 1 to 4", hint=f"In this order: {names}; for example 3,3,2,3.")
    return {criterion.id: int(part) for criterion, part in zip(CODING.criteria, parts, strict=True)}


def ask_marks(console: Console) -> tuple[dict[str, int], str]:
    """Ask for each mark, the levels in sight."""
    console.print(show.rubric())
    choice = click.Choice([str(level) for level in MARKS])
    marks = {each.id: int(click.prompt(each.title, type=choice)) for each in CODING.criteria}
    return marks, click.prompt("A line to yourself (Enter for none)", default="", show_default=False)
