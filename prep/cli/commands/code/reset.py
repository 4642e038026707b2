"""`prep code reset`: back to the starter."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep code reset")
@with_world
def command(world: World) -> None:
    """Put the starter back. Your answer so far is moved to the archive, never deleted."""
    from rich.text import Text

    from prep.flows import practise

    session = world.open_session()
    problem = world.problem_of(session)
    practise.reset(session, problem, world.desk)
    folder = world.desk.workspace.folder(session.slug)
    kept = str(folder / "archive")
    world.show("code reset", {"slug": session.slug, "archive": kept}, Text(f"starter restored; the old is in {kept}"))
