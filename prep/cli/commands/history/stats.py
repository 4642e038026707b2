"""`prep history stats`: what all the practice comes to, by topic or by skill."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from prep.cli.days import Day
from prep.cli.world import World, with_world

if TYPE_CHECKING:
    from prep.model.tally import Tally


@click.command(epilog="Example: prep history stats --by skill")
@click.option("--by", type=click.Choice(["topic", "skill"]), help="Only this table; else both.")
@click.option("--kind", type=click.Choice(["code", "talk", "question", "day"]), help="Only this kind.")
@click.option("--since", type=Day(), metavar="DATE", help="Only from this day on.")
@with_world
def command(world: World, by: str | None, kind: str | None, since: date | None) -> None:
    """Count attempts, passes and time, the weakest first.

    Time stands against the target, and hints are counted.

    Few marks prove little: a mean is drawn towards the mean of all, and nothing is weak before it was tried twice.
    """
    from rich.text import Text

    from prep.cli import show_figures
    from prep.flows.past import numbers
    from prep.model.episode import matching
    from prep.model.tally import by_skill, by_topic, tallies
    from prep.model.text import counted

    done = numbers(world.history, world.covers)
    world.tell_damage()
    episodes = list(matching(dict(enumerate(done)), kind=kind, since=since).values())
    tables = {"topic": tallies(episodes, by_topic), "skill": tallies(episodes, by_skill)}
    wanted = {name: table for name, table in tables.items() if by in (None, name)}
    counts = sum(each.counts for each in episodes)
    data: dict[str, Any] = {"n": counts, "of": len(episodes)}
    data |= {f"by_{name}": [_data(each) for each in table] for name, table in wanted.items()}
    if not counts:
        words = "Nothing to count yet: it takes a session that was judged and finished, a rehearsal or an answer."
        world.show("history stats", data, Text(words))
        return
    lines: list[Any] = []
    for name, table in wanted.items():
        if table:
            lines += [show_figures.tally_table(name, table, world.console.width), Text()]
    left_out = len(episodes) - counts
    if left_out:
        lines.append(Text(f"Not counted: {counted(left_out, 'entry', 'entries')}, open, unjudged or a demonstration."))
    world.show("history stats", data, *lines, *show_figures.tally_foot([each for t in wanted.values() for each in t]))


def _data(tally: Tally) -> dict[str, Any]:
    trend = tally.trend
    return {
        "kind": tally.kind.value,
        "group": tally.group,
        "n": tally.n,
        "attempts": tally.attempts,
        "pass_rate": round(tally.pass_rate, 4),
        "time_share": None if tally.share is None else round(tally.share, 4),
        "hints": round(tally.hints, 4),
        "best": tally.best,
        "mean": round(tally.raw, 4),
        "shrunken_mean": round(tally.mean, 4),
        "weak": tally.weak,
        "trend": {"n": trend.n, "arrow": trend.arrow, "change": trend.change, "slope": trend.slope},
        "last": tally.last.isoformat(timespec="seconds"),
    }
