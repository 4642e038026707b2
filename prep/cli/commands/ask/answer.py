"""`prep ask answer`: write an answer down; every version is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from prep.cli.questions import KEY, find_question, written
from prep.cli.world import World, with_world


@click.command(epilog="Example: prep ask answer motivation/why-us-why-now")
@click.argument("key", **KEY)
@click.option(
    "--file", "file", type=click.Path(path_type=Path), help="Take the text of this file; - is standard input."
)
@click.option("--company", default="", help="The company it is meant for.")
@with_world
def command(world: World, key: str, file: Path | None, company: str) -> None:
    """Write an answer down; every version is kept.

    In your editor, from a file, or from standard input.
    """
    from rich.text import Text

    from prep.flows import asking
    from prep.model.answer import length_words, words
    from prep.model.text import counted

    question = find_question(world, key)
    before = asking.versions(question.key, world.chair)
    text = written(world, file, start=before[-1].text if before else "", heading=question.text, stdin=sys.stdin)
    version = asking.write_down(question.key, text, world.chair, company=company)
    number = len(asking.versions(question.key, world.chair))
    data = {"key": question.key, "id": version.id, "version": number, "words": words(text)}
    world.show("ask answer", data, Text(f"version {number} kept: {length_words(text, question.seconds)}"))
    if number > 1 and not world.as_json:
        world.console.print(
            Text(f"`prep ask diff {question.key}` shows {counted(2, 'version')} side by side.", style="dim")
        )
