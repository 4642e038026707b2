"""`prep code ask`: clarify one more convention of the open session's problem."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep code ask")
@with_world
def command(world: World) -> None:
    """Clarify one more convention, as one asks an interviewer."""
    from rich.text import Text

    from prep.flows import practise

    session = world.open_session()
    problem = world.problem_of(session)
    session, pair = practise.ask(session, problem, world.desk)
    data = {"number": session.asks, "of": len(problem.asks), "question": pair.question, "answer": pair.answer}
    world.show("code ask", data, Text(pair.question, style="bold"), Text(pair.answer))
