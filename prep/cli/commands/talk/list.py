"""`prep talk list`: the talks there are."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep talk list --json")
@with_world
def command(world: World) -> None:
    """List the talks, your own first."""
    from rich.text import Text

    from prep.cli.show_talk import talks_table
    from prep.model.text import counted

    talks = world.talks
    data = [{"slug": talk.slug, "title": talk.title, "minutes": talk.minutes} for talk in talks]
    if not talks:
        world.show("talk list", data, Text("No talk yet. Begin with: prep talk new my-talk"))
        return
    foot = Text(f"{counted(len(talks), 'talk')}. Look into one: prep talk show {talks[0].slug}", style="dim")
    world.show("talk list", data, talks_table(talks), foot)
