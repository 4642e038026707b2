"""Today as lines in a terminal: one calm screen, at most ten lines of it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.text import Text

from prep.model.agenda import Agenda, Item, Readiness
from prep.model.text import counted

MOST_LINES = 10
INDENT = 7
UNDER_WAY = ("open", "score")


def today_lines(agenda: Agenda, console: Console) -> list[RenderableType]:
    """The day; where it would be longer than a screen, the empty lines go first, and then what comes last."""
    if not agenda.begun:
        return _begin(agenda)
    items = list(agenda.items)
    for blank in (True, False):
        lines = _lines(agenda, items, console, blank=blank)
        if _height(lines, console) <= MOST_LINES:
            return lines
    while len(items) > 1 and _height(lines, console) > MOST_LINES:
        items.pop()
        lines = _lines(agenda, items, console, blank=False)
    return lines


def _lines(agenda: Agenda, items: Sequence[Item], console: Console, *, blank: bool) -> list[RenderableType]:
    empty: list[RenderableType] = [Text()] if blank else []
    lines: list[RenderableType] = [_head(agenda), *empty]
    for item in items:
        lines += _item(item, console)
    lines += empty
    if agenda.interview and agenda.readiness:
        lines.append(_ready(agenda.readiness))
    if agenda.command:
        more = Text(f"   not tried yet: {', '.join(agenda.untried)}" if agenda.untried else "", style="dim")
        lines.append(Text.assemble(("next   ", "dim"), (agenda.command, "bold"), more, overflow="fold"))
    else:
        lines.append(Text("There is nothing to practise: `prep doctor` shows where problems are looked for."))
    return lines


def _head(agenda: Agenda) -> Text:
    head = Text(f"{agenda.day:%A}, {agenda.day.day} {agenda.day:%B}", style="bold")
    if agenda.done:
        said = f"today's {agenda.budget} minutes are done; whatever comes is extra"
    elif agenda.budget:
        said = f"{agenda.spent} of {agenda.budget} minutes done, about {agenda.minutes} to come"
    else:
        done = f"{counted(agenda.spent, 'minute')} done, about {agenda.minutes} to come"
        said = done if agenda.spent else f"about {counted(agenda.minutes, 'minute')}"
    return head.append(f" · {said}", style="not bold dim")


def _item(item: Item, console: Console) -> list[RenderableType]:
    style = "yellow" if item.kind in UNDER_WAY else "cyan"
    time = f" · {_time(item.minutes)}" if item.minutes and item.kind not in UNDER_WAY else ""
    line = Text.assemble((f"{item.kind:{INDENT}}", style), (item.what, "bold"), (time, "dim"))
    if item.kind == "day":
        return [line.append(f" · {item.why}")]
    why = Text(item.why).wrap(console, max(console.width - INDENT, 20))
    return [line, *(Text.assemble(" " * INDENT, each) for each in why)]


def _time(minutes: int) -> str:
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def _ready(ready: Readiness) -> Text:
    when = {0: "The interview is today", 1: "The interview is tomorrow"}.get(ready.days, f"{ready.days} days to go")
    skills = f"{ready.at_the_bar} of {counted(ready.practised, 'skill')} at the bar"
    return Text(f"{when}: {skills if ready.practised else 'no skill practised yet'}, {ready.talk}")


def _begin(agenda: Agenda) -> list[RenderableType]:
    """Three lines that start the first session."""
    if not agenda.items:
        return [Text("There is nothing to practise: `prep doctor` shows where problems are looked for.")]
    (item, *_) = agenda.items
    plan = "" if agenda.interview else "; `prep today --interview DATE` plans ahead"
    return [
        Text(f"Nothing practised yet. Begin with {item.minutes} minutes of code, timed and graded:"),
        Text.assemble("    ", (item.command, "bold")),
        Text(f"Then `prep` says what is next{plan}.", style="dim"),
    ]


def _height(lines: Sequence[RenderableType], console: Console) -> int:
    return sum(len(console.render_lines(line)) for line in lines)
