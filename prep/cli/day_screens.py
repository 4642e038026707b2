"""A day on screens: the schedule, then the screen of a slot, then the schedule again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prep.cli.closing import on_screen
from prep.cli.slots import enter
from prep.errors import PrepError
from prep.flows.attending import Attending
from prep.screens import day_parts as parts
from prep.screens.day import DayApp
from prep.screens.day_parts import Names

if TYPE_CHECKING:
    from prep.cli.world import World


def serve(world: World, attending: Attending, names: Names) -> bool:
    """Show screen after screen until the day is over, or somebody leaves. Whether it is over."""
    said = ""
    while world.may_draw:  # a terminal that was closed ends it, too
        attending.settle()
        choice = on_screen(DayApp(attending, names, said=said))
        if choice == "finish":
            attending.finish()
            return True
        number = attending.to_enter()
        if choice is None:
            return False
        if number is None:
            continue  # its time was over as the key was pressed
        try:
            said = parts.closed(attending, number) if enter(world, attending, number) else ""
        except PrepError as error:
            said = f"{error.message}. {error.hint}".strip()
    return False
