"""`prep code repro`: the calls of a failing check as a program."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep code repro test_rows_far_apart")
@click.argument("check", required=False)
@with_world
def command(world: World, check: str | None) -> None:
    """Write the calls of a failing check as a program to debug.

    The first failing check is taken by default. Inputs are written down where they are short enough; expected
    values never are.
    """
    from rich.text import Text

    from prep.cli import show
    from prep.flows.repro import repro

    session = world.open_session()
    problem = world.problem_of(session)
    found = repro(session, problem, world.desk, check=check)
    data = {"check": found.check.id, "message": found.check.message, "file": found.file and str(found.file)}
    lines = [Text.assemble((found.check.title, "bold"), f"\n{found.check.message}")]
    if found.file is None:
        lines.append(Text(found.why_not, style="yellow"))
    else:
        lines += [show.path_line("written:", found.file), Text("run it in that folder with python")]
    world.show("code repro", data, *lines)
