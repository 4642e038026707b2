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
    from prep.model.record import session_data

    found = [s for s in reversed(practise.sessions(world.desk)) if slug in (None, s.slug)][:limit]
    if not found and not world.as_json:
        world.show("history list", [], Text("No sessions yet. Begin with: prep code stable-softmax"))
        return
    data = [{k: v for k, v in session_data(s).items() if k != "attempts"} for s in found]
    foot = Text("One in full: prep history show NUMBER   (1 is the newest)", style="dim")
    world.show("history list", data, show.sessions_table(found, world.clock()), foot)
