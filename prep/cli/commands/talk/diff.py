"""`prep talk diff`: two rehearsals side by side."""

from __future__ import annotations

import click

from prep.cli.rehearsals import NEGATIVE_NUMBERS
from prep.cli.world import World, with_world


@click.command(context_settings=NEGATIVE_NUMBERS, epilog="Example: prep talk diff -2 -1")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@with_world
def command(world: World, first: str, second: str) -> None:
    """Set two rehearsals beside each other, section by section.

    Plan and real of each section, and the change from A to B.

    A and B are numbers as `prep talk log` shows them (-1 is the last), or the beginning or the end of an id. Sections
    are matched by title. With --json all times are seconds.
    """
    from rich.text import Text

    from prep.cli.rehearsals import find_rehearsal, numbered, rehearsal_data, why_not_counted
    from prep.cli.show_rehearsals import diff_table, which

    everything = numbered(world)
    world.tell_damage()
    one, other = (find_rehearsal(word, everything) for word in (first, second))
    a, b = one[1], other[1]
    notes = []
    if a.id == b.id:
        notes.append("This is one rehearsal twice.")
    if a.uuid != b.uuid:
        notes.append(f"Two talks: {a.slug} and {b.slug}; sections are matched by title.")
    if a.mode != b.mode:
        notes.append(f"Two modes, {a.mode} and {b.mode}: their budgets differ, look at plan and real of each.")
    notes += [f"{number} does not count: {why}." for number, each in (one, other) if (why := why_not_counted(each))]
    now = world.clock().utc
    data = {"first": rehearsal_data(*one), "second": rehearsal_data(*other), "notes": notes}
    heads = (which(*one, now), which(*other, now))
    said = [Text(note, style="yellow") for note in notes]
    world.show("talk diff", data, *heads, Text(), diff_table(one, other), *said)
