"""`prep code hint`: the next hint of the open session."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep code hint")
@with_world
def command(world: World) -> None:
    """Open the next hint. Hints rise, and a session with one is not measured at 4."""
    from rich.text import Text

    from prep.flows import practise

    session = world.open_session()
    problem = world.problem_of(session)
    session, says = practise.hint(session, problem, world.desk)
    data = {"number": session.hints, "of": len(problem.hints), "says": says}
    world.show("code hint", data, Text(f"hint {session.hints} of {len(problem.hints)}", style="bold"), Text(says))
