"""A mock on-site as lines in a terminal, before it begins, and as data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from prep.model.day import SlotKind, summary
from prep.model.onsite import Planned
from prep.screens.day_parts import Names, inside

if TYPE_CHECKING:
    from prep.cli.world import World

STYLES = {SlotKind.BREAK: "dim", SlotKind.LUNCH: "dim", SlotKind.TALK: "bold"}


def names_of(world: World) -> Names:
    """How problems and roles are called."""
    roles = {asker.id: asker.title for bank in world.banks if bank.name == "motivation" for asker in bank.askers}
    return Names({problem.slug: problem.title for problem in world.problems}, roles)


def slot_data(planned: Planned, start: str) -> dict[str, Any]:
    """One slot as `--json` gives it."""
    slot = planned.slot
    data: dict[str, Any] = {
        "kind": slot.kind.value,
        "title": slot.title,
        "start": start,
        "minutes": round(slot.length / timedelta(minutes=1)),
    }
    if slot.kind is SlotKind.TALK:
        data |= {"what": list(planned.what)}
    if slot.interview:
        data |= {"asker": slot.asker, "what": list(planned.what), "why": planned.why}
    return data


def clock(at: timedelta, begins: time) -> str:
    """A time of the day on the wall."""
    return f"{datetime.combine(date(2000, 1, 1), begins) + at:%H:%M}"


def schedule(plan: Sequence[Planned], begins: time, names: Names) -> list[RenderableType]:
    """The day, slot by slot, with what is in each; breaks stand back."""
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
            Text(inside(each, names), style="dim"),
        )
    ends = clock(plan[-1].slot.end, begins)
    table.add_row(ends, "", Text("The end", style="dim"), "")
    day = tuple(each.slot for each in plan)
    why = 'Each interview opens with "why here?" and ends with five minutes of your own questions.'
    return [Text(summary(day), style="bold"), Text(), table, Text(), Text(why, style="dim")]
