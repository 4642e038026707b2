"""`prep talk resume`: go on with the rehearsal that a crash, a closed lid or a key interrupted."""

from __future__ import annotations

import click

from prep.cli.rehearsing import look_of, look_options, rehearse_it
from prep.cli.world import World, with_world
from prep.errors import BadUsage, NoSuchThing


@click.command(epilog="Example: prep talk resume")
@click.option("--abandon", is_flag=True, help="Give it up instead: it is kept, and counts for nothing.")
@look_options
@with_world
def command(world: World, abandon: bool, display: str, slides: bool, bell: bool, qa: bool) -> None:
    """Go on with the rehearsal that is under way.

    The slot clock never stopped; it says what it assumed of the time in between: that nobody spoke.
    """
    from prep.flows import rehearse

    if abandon:
        current = rehearse.open_rehearsal(world.lectern)
        if current is None:
            raise NoSuchThing("no rehearsal is under way", hint="`prep talk SLUG` starts one.")
        given_up = rehearse.abandon(current, world.lectern)
        world.show("talk resume", {"id": given_up.id, "slug": given_up.slug, "abandoned": True}, _gone(given_up.title))
        return
    if world.as_json:
        raise BadUsage("a rehearsal has no JSON answer", hint="`prep talk log --json` answers with what was measured.")
    resumed = rehearse.resume(world.lectern)
    rehearse_it(world, resumed.rehearsal, look_of(display, slides, bell), said=resumed.assumed, qa=qa)


def _gone(title: str) -> str:
    return f"given up: {title}. It is kept, and counts for nothing."
