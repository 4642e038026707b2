"""`prep history show`: one session with its attempts and its scores."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world
from prep.errors import NoSuchThing

LEAST_OF_ID = 6
"""Shorter digits are a number in the list, longer ones the beginning of an id."""


@click.command(epilog="Example: prep history show 1 --text")
@click.argument("which", default="1", metavar="[NUMBER|ID]")
@click.option("--text", "with_text", is_flag=True, help="Show the full text of every submission, too.")
@with_world
def command(world: World, which: str, with_text: bool) -> None:
    """Show one session: the newest, or by its number or its id.

    `prep history list` numbers them; 1 is the newest.
    """
    from rich.console import RenderableType
    from rich.text import Text

    from prep.cli import show
    from prep.flows import practise
    from prep.flows.presence import as_left
    from prep.model.moment import clock_face
    from prep.model.record import session_data
    from prep.model.text import counted
    from prep.screens import source

    sessions = dict(enumerate(reversed(practise.sessions(world.desk)), start=1))
    world.tell_damage()
    if not sessions:
        raise NoSuchThing("there is no session yet", hint="`prep code SLUG` starts one.")
    numbered = which.isdecimal() and len(which) < LEAST_OF_ID
    found = [n for n, s in sessions.items() if (n == int(which) if numbered else s.id.startswith(which))]
    if len(found) != 1:
        raise NoSuchThing(
            f"no session is called {which!r} ({counted(len(sessions), 'session')} so far)",
            hint="`prep history list` numbers them.",
        )
    session = as_left(sessions[found[0]], world.desk)
    notes: list[RenderableType] = [show.sessions_table({found[0]: session}, world.clock())]
    for number, attempt in enumerate(session.attempts, start=1):
        verdict = attempt.verdict
        guess = f", guessed {attempt.guess} %" if attempt.guess is not None else ""
        words = f"{verdict.outcome.words}, {verdict.passing} of {len(verdict.checks)}" if verdict else "not graded"
        notes.append(Text(f"attempt {number} at {clock_face(attempt.elapsed)}{guess}: {words}"))
        if verdict and verdict.mistakes:
            notes.append(Text(f"  looked like {', '.join(verdict.mistakes)}", style="dim"))
        if with_text:
            notes.append(source.code(attempt.text))
    data = session_data(session)
    if with_text:
        for each, attempt in zip(data["attempts"], session.attempts, strict=True):
            each["text"] = attempt.text
    world.show("history show", data, *notes, show.scored(session))
