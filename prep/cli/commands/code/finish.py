"""`prep code finish`: stop the clock, score yourself, then see what was measured."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world
from prep.errors import NoSuchThing


@click.command(epilog="Example: prep code finish --score 3,3,2,3 --note 'said too little about shapes'")
@click.option(
    "--score", "marks", metavar="P,C,S,T", help="Your marks 1-4: problem solving, code, communication, testing."
)
@click.option("--note", default="", help="A line to yourself.")
@with_world
def command(world: World, marks: str | None, note: str) -> None:
    """End the session: your own marks, then the measured facts.

    The clock stops, and your answer is archived. In a terminal you are asked for the marks; elsewhere, or later,
    give them with --score.
    """
    from rich.text import Text

    from prep.cli import show
    from prep.cli.scoring import ask_marks, read_marks
    from prep.flows import practise
    from prep.model.record import session_data

    own = read_marks(marks) if marks else None
    session = practise.open_session(world.desk) or practise.unscored(world.desk)
    if session is None:
        raise NoSuchThing("no session is open or waits for a score", hint="`prep code SLUG` starts one.")
    session = practise.finish(session, world.desk)
    if own is None and world.may_ask:
        own, note = ask_marks(world.console)
    if own is None:
        lines = (Text(f"finished {session.slug}. Score yourself, then see what was measured:"), show.rubric())
        then = Text("next: prep code finish --score P,C,S,T   (problem solving, code, communication, testing)")
        data = {"id": session.id, "slug": session.slug, "phase": session.phase.value}
        world.show("code finish", data, *lines, then)
        return
    session = practise.score(session, own, world.desk, note=note)
    world.show("code finish", session_data(session), show.scored(session))
