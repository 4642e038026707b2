"""One mock on-site of the past, whole: each slot with who came, how late one was, its score and what was said."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from prep.cli.show_day_end import asked_lines, score_style, why_answers, why_table
from prep.flows.attending import Attending
from prep.model.moment import clock_face
from prep.model.onsite import Held, Planned, Stands, counts
from prep.model.onsite_report import same_reason_words
from prep.model.text import one_line, printable
from prep.screens.day_parts import LATE, Names, demonstration, inside, wall


def day_lines(attending: Attending, names: Names) -> list[RenderableType]:
    """All that is known of it."""
    day = attending.day
    head = Text(f"Mock on-site, {wall(day, day.plan[0].slot.start)} to {wall(day, day.length)}", style="bold")
    head.append(f", for {one_line(day.company)}" if day.company else "", style="not bold")
    if shown := demonstration(day):
        head.append(f" · {shown}; it counts for nothing", style="bold yellow")
    lines: list[RenderableType] = [head, Text(), slots_table(attending, names)]
    if whys := why_answers(attending):
        lines += [Text(), Text('"Why here?", from role to role', style="bold"), why_table(whys, names)]
        if said := same_reason_words({names.of(role, within=True): each.score for role, each in whys.items()}):
            lines.append(Text(said))
    if asked := asked_lines(attending):
        lines += [Text(), Text("What you asked and learnt", style="bold"), *asked]
    return lines


def slots_table(attending: Attending, names: Names) -> Table:
    """One line a slot in which somebody waits."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("at", no_wrap=True, style="cyan")
    table.add_column("slot", overflow="fold")
    table.add_column("came in", no_wrap=True)
    table.add_column("score", no_wrap=True, justify="right")
    table.add_column("what", overflow="fold")
    for number, each in enumerate(attending.day.plan):
        if not counts(each.slot):
            continue
        held = attending.day.held.get(number)
        score = held.score if held is not None else None
        what = Text(inside(each, names), style="dim")
        if held is not None and held.words:
            what = Text.assemble(printable(held.words), (f"\n{what.plain}", "dim"))
        table.add_row(
            wall(attending.day, each.slot.start),
            each.slot.title,
            _came_in(each, held, attending.stands(number)),
            Text("-" if score is None else f"{score:.1f}", style=score_style(score)),
            what,
        )
    return table


def _came_in(planned: Planned, held: Held | None, stands: Stands) -> Text:
    """Whether somebody was there when it began."""
    if held is None:
        return Text("missed", style="red") if stands is Stands.MISSED else Text("not reached", style="dim")
    late = held.opened - planned.slot.start
    return Text(f"{clock_face(late)} late", style="yellow") if late >= LATE else Text("on time")
