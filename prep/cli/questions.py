"""What the commands of `prep ask` have in common: how a bank and a question are named, and how text is written."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from prep.errors import BadUsage, NoSuchThing
from prep.places import find

if TYPE_CHECKING:
    from prep.cli.world import World
    from prep.model.question import Question


def complete_bank(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Banks for shell completion, by their files alone."""
    names = {file.stem for root in find().bank_roots if root.is_dir() for file in root.glob("*.toml")}
    return sorted(name for name in names if name.startswith(incomplete))


def complete_key(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Questions for shell completion: a bank first, then what is in it."""
    from prep.catalogue.banks import find_banks

    bank, slash, _ = incomplete.partition("/")
    if not slash:
        return [f"{name}/" for name in complete_bank(_context, _parameter, bank)]
    banks = find_banks(find().bank_roots).banks
    return [each.key for one in banks if one.name == bank for each in one.questions if each.key.startswith(incomplete)]


BANK: dict[str, Any] = {"metavar": "BANK", "shell_complete": complete_bank}
KEY: dict[str, Any] = {"metavar": "BANK/QUESTION", "shell_complete": complete_key}
"""What every argument that names a question has in common."""


def find_question(world: World, key: str) -> Question:
    """The question of that key; without a bank, the one question of that id in any."""
    name, slash, id = key.rpartition("/")
    if not slash:
        found = [question for bank in world.banks if (question := bank.question(id)) is not None]
        if len(found) == 1:
            return found[0]
        raise NoSuchThing(f"there is no question called {key!r}", hint="`prep ask list BANK` shows them by name.")
    bank = world.bank(name)
    question = bank.question(id)
    if question is None:
        import difflib

        near = difflib.get_close_matches(id, [each.id for each in bank.questions], n=1, cutoff=0.5)
        guess = f"Did you mean `{name}/{near[0]}`? " if near else ""
        raise NoSuchThing(
            f"{name} has no question called {id!r}", hint=f"{guess}`prep ask list {name}` shows them all."
        )
    return question


def written(world: World, file: Path | None, *, start: str, heading: str, stdin: IO[str] | None) -> str:
    """A text from a file, from standard input, or from the editor, which begins with `start`."""
    if file is not None and str(file) != "-":
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise NoSuchThing(f"{file} cannot be read: {error}", hint="Give a text file in UTF-8.") from None
    if file is not None or not world.may_ask:
        return (stdin.read() if stdin is not None else "").strip()
    from prep.model.answer import answer_on, answer_page

    return answer_on(edit(answer_page(heading, start)))


def edit(text: str) -> str:
    """What the user's editor makes of a text; nothing saved is nothing written."""
    try:
        edited = click.edit(text, extension=".md")
    except click.ClickException as error:
        raise BadUsage(
            f"no editor could be opened ({error.format_message()})", hint="Set EDITOR, or give the text with --file."
        ) from None
    return edited or ""
