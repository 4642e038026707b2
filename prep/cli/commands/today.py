"""`prep today`, and `prep` alone: what is due and why, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prep.cli.days import day_or_none
from prep.cli.world import World, warn, with_world
from prep.errors import PrepError

if TYPE_CHECKING:
    from prep.flows.today import Sources
    from prep.model.cover import Cover
    from prep.model.onsite import OnSite
    from prep.model.rehearsal import Rehearsal
    from prep.model.session import Session


@click.command(epilog="Example: prep today --interview 2026-12-14 --budget 60")
@click.option("--interview", metavar="DATE", help="Plan for that day, such as 2026-12-14; `none` forgets it.")
@click.option("--budget", type=click.IntRange(0, 600), metavar="N", help="Minutes a day; 0 forgets it.")
@with_world
def command(world: World, interview: str | None, budget: int | None) -> None:
    """Show what is due today and why; `prep` alone does the same.

    The date and the minutes are kept: the choice of problems, questions and talks goes by them.
    """
    from prep.cli.show_today import today_lines
    from prep.flows import asking, today
    from prep.model.agenda import agenda_data

    if interview is not None:
        asking.set_interview(day_or_none(interview), world.chair)
    if budget is not None:
        today.set_budget(budget or None, world.history)
    agenda = today.today(world.chair, _sources(world))
    world.tell_damage()
    world.show("today", agenda_data(agenda), *([] if world.as_json else today_lines(agenda, world.console)))


def _sources(world: World) -> Sources:
    from prep.flows.today import Sources

    def left(session: Session) -> Session:
        from prep.flows.presence import as_left

        return as_left(session, world.desk)

    def rehearsing() -> Rehearsal | None:
        from prep.flows.rehearse import open_rehearsal

        return open_rehearsal(world.lectern)

    def day() -> OnSite | None:
        from prep.flows.day import open_day

        return open_day(world.history, world.clock)

    return Sources(
        covers=world.covers,
        banks=lambda: world.banks,
        sound=lambda cover: _sound(world, cover),
        left=left,
        rehearsing=rehearsing,
        day=day,
    )


def _sound(world: World, cover: Cover) -> bool:
    """Whether a problem can be practised. Ours are proved before they are shipped; others are read in full first."""
    if cover.folder.is_relative_to(world.places.content[-1]):
        return True
    try:
        world.problem(cover.slug)
    except PrepError as error:
        warn(f"{error.message}; `prep code audit` lists what is wrong.")
        return False
    return True
