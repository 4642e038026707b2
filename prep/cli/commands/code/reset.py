"""`prep code reset`: back to the starter."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep code reset")
@with_world
def command(world: World) -> None:
    """Put the starter back. Your answer so far is moved to the archive, never deleted."""
    from prep.cli import show
    from prep.flows import practise

    session = world.open_session()
    problem = world.problem_of(session)
    practise.reset(session, problem, world.desk)
    answer = world.desk.workspace.answer(session.slug, session.answer)
    data = {"slug": session.slug, "answer": str(answer), "archive": str(answer.parent / "archive")}
    world.show("code reset", data, show.reset(answer))
