"""`prep history amend`: a mark or a time that was wrong, put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prep.cli.world import World, with_world

if TYPE_CHECKING:
    from prep.model.episode import Episode


@click.command(epilog="Example: prep history amend 1 --score code=2 --minutes 25")
@click.argument("which", metavar="NUMBER|ID")
@click.option("--score", "typed", help="Your marks: CRITERION=MARK, several with commas; or all, as in 3,3,2,3.")
@click.option("--minutes", type=click.FloatRange(min=0), help="The minutes that count, for code and answers.")
@click.option("--note", help="The line to yourself that went with your marks.")
@with_world
def command(world: World, which: str, typed: str | None, minutes: float | None, note: str | None) -> None:
    """Correct your marks, their note, or the minutes that count.

    What was written first stays in the journal. Amended marks no longer count in `calibration`: the facts were seen.
    """
    from rich.text import Text

    from prep.flows import past

    number, episode = past.found(which, world.history)
    marks = _marks(typed, episode) if typed else {}
    past.amend(episode, world.history, marks=marks, minutes=minutes, note=note)
    changed = [f"{id} {mark}" for id, mark in marks.items()]
    changed += [f"{minutes:g} min count"] if minutes is not None else []
    changed += ["the note"] if note is not None else []
    data = {"id": episode.id, "number": number, "marks": marks, "minutes": minutes, "note": note}
    world.show("history amend", data, Text(f"amended {number} ({episode.slug}): {', '.join(changed)}"))


def _marks(typed: str, episode: Episode) -> dict[str, int]:
    """`code=2,testing=3`, or one mark for each criterion in order."""
    from prep.cli.scoring import read_marks
    from prep.errors import BadUsage
    from prep.flows.past import criteria_of

    if "=" not in typed:
        return read_marks(typed, criteria_of(episode)[1])
    marks = {}
    for part in typed.replace(",", " ").split():
        id, _, mark = part.partition("=")
        if not mark.isdecimal():
            raise BadUsage(f"{part!r} is not CRITERION=MARK", hint="As in --score code=2,testing=3.")
        marks[id] = int(mark)
    return marks
