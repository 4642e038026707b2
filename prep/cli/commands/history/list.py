"""`prep history list`: everything that was done, newest first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from prep.cli.days import Day
from prep.cli.world import SLUG, World, with_world

if TYPE_CHECKING:
    from prep.model.episode import Episode

SHOWN = 20


@click.command(epilog="Example: prep history list --kind code --since 2026-11-01 --outcome not-passed")
@click.option("--problem", "slug", help="Only sessions on this problem.", **SLUG)
@click.option("--kind", type=click.Choice(["code", "talk", "question", "day"]), help="Only this kind.")
@click.option("--topic", help="Only this topic of problems, this talk, or this bank of questions.")
@click.option("--since", type=Day(), metavar="DATE", help="From this day on, as in 2026-11-01.")
@click.option("--until", type=Day(), metavar="DATE", help="Up to this day, and with it.")
@click.option(
    "--outcome", type=click.Choice(["passed", "not-passed", "gave-up", "open", "done"]), help="Only what came out so."
)
@click.option("--limit", type=click.IntRange(min=1), help=f"At most so many; {SHOWN} unless you say, all with --csv.")
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values, for a spreadsheet.")
@click.option("--voided", is_flag=True, help="What was voided instead, with the reasons.")
@with_world
def command(
    world: World,
    slug: str | None,
    kind: str | None,
    topic: str | None,
    since: date | None,
    until: date | None,
    outcome: str | None,
    limit: int | None,
    as_csv: bool,
    voided: bool,
) -> None:
    """List sessions, rehearsals, answers and days, newest first."""
    from dataclasses import replace

    from rich.text import Text

    from prep.cli import show_history
    from prep.flows.past import past
    from prep.flows.presence import as_left
    from prep.model.episode import matching
    from prep.model.episode_record import episode_data
    from prep.model.session import Session
    from prep.model.text import counted

    if voided:
        _voided(world)
        return
    filters = [kind, topic, since, until, outcome]
    unasked = None if as_csv or slug or any(filters) else limit or SHOWN
    seen = past(world.history, world.covers, newest=unasked)
    world.tell_damage()
    chosen = "code" if slug is not None and kind is None else kind
    matched = matching(seen.episodes, kind=chosen, slug=slug, topic=topic, came=outcome, since=since, until=until)
    most = limit or (len(matched) if as_csv else SHOWN)
    found = {number: matched[number] for number in list(matched)[:most]}
    for number, each in found.items():
        if isinstance(each.done, Session):
            found[number] = replace(each, done=as_left(each.done, world.desk))
    if as_csv:
        _csv({number: (each, seen.remarks.get(each.id, ())) for number, each in found.items()})
        return
    data = [
        episode_data(number, each, seen.remarks.get(each.id, ()), seen.opinions.get(each.id, ()))
        for number, each in found.items()
    ]
    if not found:
        world.show("history list", data, Text(_nothing(slug, filters, seen.in_order)))
        return
    of = len(matched) if unasked is None else seen.number
    more = f"; {counted(of - len(found), 'older one')} with --limit {of}" if of > len(found) else ""
    foot = Text(f"One in full: prep history show NUMBER{more}", style="dim")
    world.show("history list", data, show_history.episodes_table(found, world.clock(), world.console.width), foot)


def _nothing(slug: str | None, filters: list[Any], all: tuple[Episode, ...]) -> str:
    """Why the list is empty, and what to do."""
    from prep.model.text import counted

    if not any(filters):
        none, begin = ("No session yet", "stable-softmax") if slug is None else (f"No session on {slug} yet", slug)
        return f"{none}. Begin with: prep code {begin}"
    topics = ", ".join(sorted({each.topic for each in all if each.topic}))
    known = f" Topics so far: {topics}." if filters[1] and topics else ""
    return f"Nothing matches; there are {counted(len(all), 'entry', 'entries')} without these filters.{known}"


def _csv(rows: dict[int, tuple[Episode, Any]]) -> None:
    import csv
    import io

    from prep.model.episode_record import COLUMNS, episode_row

    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(episode_row(number, each, remarks) for number, (each, remarks) in rows.items())
    click.echo(written.getvalue(), nl=False)


def _voided(world: World) -> None:
    from rich.text import Text

    from prep.cli import show
    from prep.flows.past import voided
    from prep.model.text import printable

    now = world.clock().utc
    found = voided(world.history)
    data = [
        {"id": each.id, "kind": each.kind.value, "slug": each.slug, "because": because, "started": each.at.isoformat()}
        for each, because in found
    ]
    lines = [
        Text(f"{each.id}  {show.day_and_time(each.at, now)}  {each.slug}: {printable(because)}")
        for each, because in found
    ]
    world.show("history list", data, *(lines or [Text("Nothing is voided.")]))
