"""`prep history list`: the sessions, newest first."""

from __future__ import annotations

import click

from prep.cli.world import SLUG, World, with_world


@click.command(epilog="Example: prep history list --problem adam")
@click.option("--problem", "slug", help="Only sessions on this problem.", **SLUG)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many.")
@with_world
def command(world: World, slug: str | None, limit: int) -> None:
    """List your sessions, newest first."""
    from rich.text import Text

    from prep.cli import show
    from prep.flows import practise
    from prep.flows.presence import as_left
    from prep.model.record import session_data
    from prep.model.text import counted

    newest_first = enumerate(reversed(practise.sessions(world.desk)), start=1)
    of_problem = [(number, session) for number, session in newest_first if slug in (None, session.slug)]
    found = {number: as_left(session, world.desk) for number, session in of_problem[:limit]}
    data = [
        {"number": number, **{k: v for k, v in session_data(s).items() if k != "attempts"}}
        for number, s in found.items()
    ]
    world.tell_damage()
    if not found:
        none, begin = ("No session yet", "stable-softmax") if slug is None else (f"No session on {slug} yet", slug)
        world.show("history list", data, Text(f"{none}. Begin with: prep code {begin}"))
        return
    left_out = len(of_problem) - len(found)
    more = f"; {counted(left_out, 'older one')} with --limit {len(of_problem)}" if left_out else ""
    foot = Text(f"One in full: prep history show NUMBER{more}", style="dim")
    world.show("history list", data, show.sessions_table(found, world.clock()), foot)
