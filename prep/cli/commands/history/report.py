"""`prep history report`: your whole practice on one page, for a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from prep.cli.days import Day
from prep.cli.world import World, with_world

if TYPE_CHECKING:
    from prep.report.history import History

STANDARD_OUTPUT = Path("-")


@click.command(epilog="Example: prep history report --out practice.html")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="prep-report.html",
    show_default=True,
    metavar="FILE",
    help="Write it there; `-` is standard output.",
)
@click.option("--since", type=Day(), metavar="DATE", help="Only from this day on.")
@with_world
def command(world: World, out: Path, since: date | None) -> None:
    """Show your practice on one page, for any browser.

    What to do next, where you stand, when you practised, how well you know yourself, your talk and your answers.

    One HTML file that needs no network: light and dark, on a phone, on paper. A report that is there is replaced.
    """
    from prep.cli import show
    from prep.report.history_page import history_page, sections, write_page
    from prep.report.sheet import can_draw

    history = _gathered(world, since)
    world.tell_damage()
    drawn = can_draw()
    page = history_page(history, world.clock().utc, drawn=drawn)
    shown = [each.id for each in sections(history) if each.parts]
    data: dict[str, Any] = {"file": str(out), "pictures": drawn, "sections": shown}
    if out == STANDARD_OUTPUT:
        if world.as_json:
            world.show("history report", {**data, "file": None, "page": page})
        else:
            click.echo(page, nl=False)
        return
    write_page(out, page, world.places)
    world.show("history report", data, show.path_line("written:", out, _says(history, drawn=drawn)))


def _gathered(world: World, since: date | None) -> History:
    from prep.cli.commands.today import _sources
    from prep.flows.past import past
    from prep.flows.today import today
    from prep.model.answer import KEPT, versions_from
    from prep.report.history import gathered

    return gathered(
        past(world.history, world.problems),
        today(world.chair, _sources(world)),
        problems=world.problems,
        questions=[question for bank in world.banks for question in bank.questions],
        versions=versions_from(world.history.facts(kinds=[KEPT])),
        since=since,
    )


def _says(history: History, *, drawn: bool) -> str:
    from prep.model.text import counted

    if history.empty:
        return "; there is nothing in it yet but how to begin"
    without = "" if drawn else ", in tables: `pip install 'prep[all]'` draws the pictures"
    return f"; {counted(len(history.episodes), 'entry', 'entries')} on one page{without}; open it in a browser"
