"""A day as it is typed (`--since 2026-11-01`), made a date; one form and one sentence for every command."""

from __future__ import annotations

from datetime import date, datetime

import click

from prep.errors import BadUsage

NONE = "none"
"""What forgets a day that was set."""


class Day(click.ParamType[date]):
    """A day, such as 2026-12-14."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        return value if isinstance(value, date) else day_typed(str(value))


def day_typed(typed: str, *, or_else: str = "") -> date:
    """The day that was typed as year, month and day; `or_else` ends the advice where something else may be typed.

    Raises BadUsage for anything else, and for a day that no calendar has.
    """
    try:
        return datetime.strptime(typed.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise BadUsage(f"{typed!r} is no day", hint=f"Write it as 2026-12-14{or_else}.") from None


def day_or_none(typed: str) -> date | None:
    """The same where `none` forgets the day that was set."""
    return None if typed.strip() == NONE else day_typed(typed, or_else="; `none` forgets it")
