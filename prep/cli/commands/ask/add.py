"""`prep ask add`: a question of your own."""

from __future__ import annotations

import click

from prep.cli.questions import BANK
from prep.cli.world import World, with_world


@click.command(epilog='Example: prep ask add behavioural --question "Tell me about a paper you abandoned." --asker hr')
@click.argument("bank", **BANK)
@click.option("--question", help="As it is asked.")
@click.option("--asker", help="Who asks: an id of the bank.")
@click.option("--shows", help="What a strong answer shows.")
@click.option("--seconds", type=click.IntRange(10, 1800), help="How long to speak; else the asker's length.")
@with_world
def command(
    world: World, bank: str, question: str | None, asker: str | None, shows: str | None, seconds: int | None
) -> None:
    """Add a question to a bank, ours or one of your own.

    It is kept in a file that you may edit.
    """
    from rich.text import Text

    from prep.cli import show
    from prep.errors import BadUsage
    from prep.flows.author_question import add_question

    if world.may_ask:
        question = question or click.prompt("The question, as it is asked")
        shows = shows or click.prompt("What does a strong answer show?")
    if not question or not shows:
        raise BadUsage("a question needs its words and what a strong answer shows", hint="Give --question and --shows.")
    added, file = add_question(
        world.banks, world.places.banks, bank, question=question, shows=shows, asker=asker, seconds=seconds
    )
    data = {"key": added.key, "file": str(file)}
    world.show("ask add", data, Text(f"{added.key} is asked by {added.asker.title}"), show.path_line("edit:", file))
