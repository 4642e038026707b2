"""A mock on-site as lines in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from prep.model.day import SlotKind, summary
from prep.model.onsite import Planned
from prep.model.problem import Problem
from prep.model.question import Bank
from prep.model.text import counted

STYLES = {SlotKind.BREAK: "dim", SlotKind.LUNCH: "dim", SlotKind.TALK: "bold"}


def slot_data(planned: Planned, begins: time) -> dict[str, Any]:
    """One slot as `--json` gives it."""
    slot = planned.slot
    data: dict[str, Any] = {
        "kind": slot.kind.value,
        "title": slot.title,
        "start": clock(slot.start, begins),
        "minutes": round(slot.length / timedelta(minutes=1)),
    }
    if slot.interview:
        data |= {"asker": slot.asker, "what": list(planned.what), "why": planned.why}
    return data


def clock(at: timedelta, begins: time) -> str:
    """A time of the day on the wall."""
    return f"{datetime.combine(date(2000, 1, 1), begins) + at:%H:%M}"


def schedule(
    plan: Sequence[Planned], begins: time, problems: Iterable[Problem], banks: Iterable[Bank]
) -> list[RenderableType]:
    """The day, slot by slot, with what is in each; breaks stand back."""
    titles = {problem.slug: problem.title for problem in problems}
    roles = {asker.id: asker.title for bank in banks if bank.name == "motivation" for asker in bank.askers}
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(no_wrap=True, justify="right", style="dim")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for each in plan:
        slot = each.slot
        table.add_row(
            clock(slot.start, begins),
            f"{round(slot.length / timedelta(minutes=1))} min",
            Text(slot.title, style=STYLES.get(slot.kind, "")),
            Text(_inside(each, titles, roles), style="dim"),
        )
    ends = clock(plan[-1].slot.end, begins)
    table.add_row(ends, "", Text("The end", style="dim"), "")
    day = tuple(each.slot for each in plan)
    why = 'Each interview opens with "why here?" and ends with five minutes of your own questions.'
    return [Text(summary(day), style="bold"), Text(), table, Text(), Text(why, style="dim")]


def _inside(each: Planned, titles: dict[str, str], roles: dict[str, str]) -> str:
    slot = each.slot
    role = roles.get(slot.asker, slot.asker)
    match slot.kind:
        case SlotKind.TALK:
            return ", ".join(each.what)
        case SlotKind.CODING | SlotKind.DEBUGGING:
            return f"{titles.get(each.what[0], each.what[0]) if each.what else 'no problem there'} · {role}"
        case _ if slot.interview:
            return f"{counted(len(each.what), 'question')} · {role}"
    return ""
