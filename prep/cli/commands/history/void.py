"""`prep history void`: something that should not count, taken out of every reading."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog='Example: prep history void 1 --because "my flatmate took the keyboard"')
@click.argument("which", metavar="NUMBER|ID")
@click.option("--because", default="", help="The reason, for you in a year.")
@click.option("--undo", is_flag=True, help="Take a void back; `prep history list --voided` shows the ids.")
@with_world
def command(world: World, which: str, because: str, undo: bool) -> None:
    """Leave something out of all that is counted.

    Lists, statistics, choices and due dates do without it; the history keeps it.

    Nothing is deleted: the journal keeps it, and `--undo` brings it back.
    """
    from rich.text import Text

    from prep.flows import past

    if undo:
        episode = past.take_back(which, world.history)
        data = {"id": episode.id, "voided": False, "because": ""}
        world.show("history void", data, Text(f"counts again: {episode.slug}"))
        return
    _, episode = past.found(which, world.history)
    past.void(episode, because, world.history)
    data = {"id": episode.id, "voided": True, "because": because}
    back = Text(f"take it back: prep history void {episode.id} --undo", style="dim", no_wrap=True)
    world.show("history void", data, Text(f"no longer counts: {episode.slug}"), back)
