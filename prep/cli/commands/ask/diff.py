"""`prep ask diff`: two versions of an answer."""

from __future__ import annotations

import click

from prep.cli.questions import KEY, find_question
from prep.cli.world import World, with_world
from prep.errors import NoSuchThing


@click.command(epilog="Example: prep ask diff motivation/why-us-why-now 1 3")
@click.argument("key", **KEY)
@click.argument("first", type=int, required=False)
@click.argument("second", type=int, required=False)
@with_world
def command(world: World, key: str, first: int | None, second: int | None) -> None:
    """Show what changed between two versions of an answer.

    They are counted from 1; without numbers, the last two.
    """
    from prep.flows import asking
    from prep.model.text import printable
    from prep.screens.source import difference

    question = find_question(world, key)
    kept = asking.versions(question.key, world.chair)
    second = second if second is not None else len(kept)
    first = first if first is not None else second - 1
    for number in (first, second):
        if not 1 <= number <= len(kept):
            have = f"there are {len(kept)}" if len(kept) != 1 else "there is 1"
            raise NoSuchThing(
                f"there is no version {number} of this answer: {have}",
                hint=f"`prep ask answer {question.key}` writes one; `prep ask show {question.key}` lists them.",
            )
    old, new = kept[first - 1], kept[second - 1]
    names = (f"version {first}", f"version {second}")
    data = {"key": question.key, "first": first, "second": second, "texts": [old.text, new.text]}
    world.show("ask diff", data, difference(printable(old.text), printable(new.text), names=names))
