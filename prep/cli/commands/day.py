"""`prep day`: a mock on-site, from the first slot to the last."""

from __future__ import annotations

from datetime import time

import click

from prep.cli.world import World, with_world


class ClockTime(click.ParamType[time]):
    """A time of day, such as 09:00."""

    name = "HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """The time; anything else is told with an example."""
        if isinstance(value, time):
            return value
        try:
            return time.fromisoformat(str(value).zfill(5))
        except ValueError:
            self.fail(f"{value!r} is not a time of day, such as 09:00.", param, ctx)


@click.command(epilog="Example: prep day --hours 6 --slot 45 --dry-run")
@click.option("--hours", type=float, default=6, show_default=True, help="How long the day is, 4 to 10.")
@click.option("--slot", type=int, default=45, show_default=True, help="Minutes of an interview: 30, 45 or 60.")
@click.option("--break", "pause", type=int, default=5, show_default=True, help="Minutes between two of them.")
@click.option("--start", type=ClockTime(), help="When it begins (local); else now, and 09:00 with --dry-run.")
@click.option("--talk", help="The talk to give; else the one you rehearsed last.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The same seed draws the same day.")
@click.option("--dry-run", is_flag=True, help="Show the day, and do not begin it.")
@with_world
def command(
    world: World,
    hours: float,
    slot: int,
    pause: int,
    start: time | None,
    talk: str | None,
    seed: int | None,
    dry_run: bool,
) -> None:
    """Rehearse a whole on-site: a job talk, coding, debugging, research chats, soft skills, "why here?" in four roles.

    Each slot opens the real thing on the real clock; breaks count down, and late is late.
    """
    from prep.cli import show_day
    from prep.flows import day
    from prep.flows.rehearse import new_seed
    from prep.model.day import lay_out, summary

    slots = lay_out(hours, slot=slot, pause=pause)
    planned = day.plan(slots, world.material, world.chair, seed=new_seed() if seed is None else seed, talk=talk or "")
    begins = start or time(9)
    data = {"slots": [show_day.slot_data(each, begins) for each in planned], "summary": summary(slots)}
    world.show("day", data, *show_day.schedule(planned, begins, world.problems, world.banks))
