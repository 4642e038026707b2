"""How the problems rank for whoever asks why: each with its reason and its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from prep.errors import NoSuchThing
from prep.flows import practise
from prep.flows.choose import Choice
from prep.flows.today import ranked_today
from prep.model.problem import Problem

if TYPE_CHECKING:
    from prep.cli.world import World

SHOWN = 10
SCORE = "score: marks below the bar x days of waiting"


def show_ranking(world: World, slug: str | None) -> None:
    """The first ten of the ranking (in JSON all of it), or where one problem stands in it."""
    world.tell_damage()
    ranked = dict(enumerate(ranked_today(world.problems, practise.sessions(world.desk), world.chair), start=1))
    if slug is not None:
        ranked = {number: choice for number, choice in ranked.items() if choice.problem.slug == slug}
        if not ranked:
            raise NoSuchThing(f"there is no problem called {slug!r}", hint="`prep code list` shows them all.")
    data = [
        {
            "number": number,
            "slug": choice.problem.slug,
            "minutes": choice.problem.minutes,
            "score": round(choice.score, 2),
            "skill": choice.skill,
            "why": choice.why,
        }
        for number, choice in ranked.items()
    ]
    if not ranked:
        world.show("code", data, Text("There are no problems: `prep doctor` shows where they are looked for."))
        return
    shown = dict(list(ranked.items())[:SHOWN])
    left = len(ranked) - len(shown)
    more = f"; {left} more with --json" if left else ""
    world.show("code", data, ranking_table(shown), Text(f"{SCORE}{more}", style="dim"))


def ranking_table(ranked: dict[int, Choice[Problem]]) -> Table:
    """One line a problem, by its place."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("problem", style="bold", no_wrap=True)
    table.add_column("min", justify="right", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("why")
    for number, choice in ranked.items():
        minutes, score = str(choice.problem.minutes), f"{choice.score:.2f}"
        table.add_row(str(number), Text(choice.problem.slug), minutes, score, Text(choice.why))
    return table
