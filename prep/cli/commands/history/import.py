"""`prep history import`: the history of another machine, taken in once however often it comes."""

from __future__ import annotations

from typing import IO

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep history import laptop.jsonl")
@click.argument("file", type=click.File("rb"))
@click.option("--csv-questions", "bank", metavar="BANK", help="FILE is a CSV instead: question, good answer.")
@with_world
def command(world: World, file: IO[bytes], bank: str | None) -> None:
    """Take in an exported history.

    What is here already stays as it is.

    The whole FILE (`-` reads standard input) is checked first. If one line is not right, nothing is imported.
    """
    from rich.text import Text

    from prep.flows.exchange import take_in
    from prep.model.text import counted

    if bank is not None:
        _questions(world, file.read(), bank)
        return
    came = take_in(file.read(), world.history)
    data = {"new": len(came.new), "held": came.held, "begun": came.begun}
    here = f"; {counted(came.held, 'other')} {'was' if came.held == 1 else 'were'} here already" if came.held else ""
    begun = ", ".join(counted(number, what) for what, number in came.begun.items())
    new = f"{counted(len(came.new), 'new fact')}{f' ({begun})' if begun else ''}{here}."
    world.show("history import", data, Text(new))


def _questions(world: World, content: bytes, bank: str) -> None:
    """Cards of another program, as questions of a bank."""
    from rich.text import Text

    from prep.catalogue.banks import find_banks
    from prep.errors import BadContent
    from prep.flows.import_questions import import_questions
    from prep.model.text import counted

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadContent(f"nothing was imported: it is not UTF-8 ({error})", hint="Save it as UTF-8.") from error
    roots = world.places.bank_roots
    added, held = import_questions(text, lambda: find_banks(roots).banks, world.places.banks, bank)
    words = f"{counted(added, 'new question')} in {bank}; {held} {'was' if held == 1 else 'were'} there already."
    world.show("history import", {"bank": bank, "new": added, "held": held}, Text(words))
