"""`prep talk score`: your own marks for a rehearsal; the one for time is computed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from prep.cli.rehearsals import NEGATIVE_NUMBERS
from prep.cli.world import World, with_world
from prep.errors import BadUsage, NoSuchThing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prep.model.rehearsal import Rehearsal

MANY = 5
"""How many marks are asked for."""


@click.command(context_settings=NEGATIVE_NUMBERS, epilog="Example: prep talk score 3 3 2 3 3 --note 'slower'")
@click.argument("words", nargs=-1, metavar="[ID] [P T D A Q]")
@click.option("--note", default="", help="A line to yourself.")
@with_world
def command(world: World, words: tuple[str, ...], note: str) -> None:
    """Score a rehearsal by five criteria, 1 to 4.

    Problem, thread, depth, agenda, questions; the mark for time is computed.

    It is the last rehearsal, or the one whose number in `prep talk log` (or part of an id) comes first. In a terminal
    you are asked for the marks, each level described; elsewhere, or later, give them here.
    """
    from rich.text import Text

    from prep.cli import show
    from prep.cli.rehearsals import numbered, rehearsal_data
    from prep.cli.scoring import ask_marks, read_marks
    from prep.cli.show_rehearsals import scored
    from prep.flows import rehearse
    from prep.model.rubric import ASKED_OF_SPEAKERS

    typed = [word for part in words for word in re.split(r"[,\s]+", part) if word]
    which = typed.pop(0) if len(typed) in (1, MANY + 1) else None
    own = read_marks(" ".join(typed), ASKED_OF_SPEAKERS) if typed else None
    number, rehearsal = _to_score(which, numbered(world))
    if own is None and world.may_ask:
        own, asked = ask_marks(world.console, ASKED_OF_SPEAKERS)
        note = asked or note
    if own is None:
        names = ", ".join(each.title.lower() for each in ASKED_OF_SPEAKERS)
        then = Text(f"next: prep talk score {number} P T D A Q   ({names})")
        data = {"number": number, "id": rehearsal.id, "slug": rehearsal.slug, "score": None}
        world.show("talk score", data, show.rubric(ASKED_OF_SPEAKERS), then)
        return
    rehearsal = rehearse.score(rehearsal, own, world.lectern, note=note)
    log = Text(f"\n`prep talk log {rehearsal.slug}` says what to do next.", style="dim")
    world.show("talk score", rehearsal_data(number, rehearsal), scored(rehearsal), log)


def _to_score(which: str | None, rehearsals: Mapping[int, Rehearsal]) -> tuple[int, Rehearsal]:
    """The rehearsal of that name; without one the last real one that is finished, unless it has its score."""
    from prep.cli.rehearsals import find_rehearsal
    from prep.cli.show_rehearsals import own_marks

    if which is not None:
        return find_rehearsal(which, rehearsals)
    finished = [(n, each) for n, each in rehearsals.items() if each.finished is not None and not each.abandoned]
    if not finished:
        raise NoSuchThing("no rehearsal waits for a score", hint="`prep talk SLUG` starts one.")
    number, last = ([each for each in finished if each[1].real] or finished)[-1]
    if last.score is not None:
        raise BadUsage(
            f"the last rehearsal has its score: {own_marks(last)}",
            hint=f"`prep talk score {number} P T D A Q` scores it anew.",
        )
    return number, last
