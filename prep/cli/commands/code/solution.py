"""`prep code solution`: the reference beside your answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prep.cli.world import SLUG, World, with_world
from prep.errors import NoSuchThing

if TYPE_CHECKING:
    from prep.model.session import Session


@click.command(epilog="Example: prep code solution --give-up")
@click.argument("slug", required=False, **SLUG)
@click.option("--give-up", is_flag=True, help="Give up on the open session (this is recorded).")
@with_world
def command(world: World, slug: str | None, give_up: bool) -> None:
    """Show the solution, and how your answer differs. It opens after a pass or a give-up."""
    from rich.text import Text

    from prep.flows import practise, presence
    from prep.screens import source

    session = _session(world, slug)
    problem = world.problem_of(session)
    if give_up:
        session = practise.give_up(session, world.desk)
    session, solution = practise.solution(session, problem, world.desk)
    yours = presence.newest_text(session, problem, world.desk)
    world.show(
        "code solution",
        {"slug": problem.slug, "solution": solution, "yours": yours, "gave_up": session.gave_up},
        source.code(solution),
        Text("\nfrom your answer to it:", style="bold"),
        source.difference(yours, solution),
    )


def _session(world: World, slug: str | None) -> Session:
    from prep.flows import practise

    if slug is None:
        return practise.open_session(world.desk) or _last(world, None)
    return practise.unfinished(world.desk, slug) or _last(world, slug)


def _last(world: World, slug: str | None) -> Session:
    from prep.flows import practise

    for session in reversed(practise.sessions(world.desk)):
        if slug in (None, session.slug):
            return practise.again(session.id, world.desk)
    raise NoSuchThing("there is no session to show a solution for", hint="`prep code SLUG` starts one.")
