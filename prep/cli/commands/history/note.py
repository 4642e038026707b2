"""`prep history note`: a line about something that was done, added later."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog='Example: prep history note 1 "say the shapes aloud"')
@click.argument("which", metavar="NUMBER|ID")
@click.argument("text", nargs=-1, required=True)
@with_world
def command(world: World, which: str, text: tuple[str, ...]) -> None:
    """Add a note to a session, a rehearsal, an answer or a day."""
    from rich.text import Text

    from prep.flows import past

    number, episode = past.found(which, world.history)
    past.note(episode, " ".join(text), world.history)
    data = {"id": episode.id, "number": number, "note": " ".join(text).strip()}
    world.show("history note", data, Text(f"noted on {number}: {episode.slug}"))
