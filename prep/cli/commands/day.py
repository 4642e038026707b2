"""`prep day`: a mock on-site, from the first slot to the last."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import click

from prep.cli.talks import TALK
from prep.cli.world import World, with_world
from prep.errors import BadUsage, NoSuchThing

if TYPE_CHECKING:
    from prep.flows.attending import Attending
    from prep.model.day import Slot
    from prep.model.onsite import OnSite, Planned


class ClockTime(click.ParamType[time]):
    """A time of day, such as 09:00."""

    name = "HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """The time; anything else is told with an example."""
        if isinstance(value, time):
            return value
        try:
            return datetime.strptime(str(value), "%H:%M").time()
        except ValueError:
            self.fail(f"{value!r} is not a time of day, such as 09:00.", param, ctx)


@click.command(epilog="Example: prep day --hours 6 --slot 45 --dry-run")
@click.option("--hours", type=float, default=6, show_default=True, help="How long the day is, 4 to 10.")
@click.option("--slot", type=int, default=45, show_default=True, help="Minutes of an interview: 30, 45 or 60.")
@click.option("--break", "pause", type=int, default=5, show_default=True, help="Minutes between two of them.")
@click.option("--start", type=ClockTime(), help="When it begins today; else now, and 09:00 with --dry-run.")
@click.option("--talk", help="The talk to give; else the one you rehearsed last.", **TALK)
@click.option("--company", default="", metavar="NAME", help='Who asks "why here?"; kept with your answers.')
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The same seed draws the same day.")
@click.option(
    "--speed", type=click.FloatRange(1, 600), default=1.0, metavar="X", help="Demonstrate it X times as fast."
)
@click.option("--dry-run", is_flag=True, help="Show the day, and do not begin it.")
@click.option("--finish", is_flag=True, help="End the day under way, or show again what the last one came to.")
@click.option("--abandon", is_flag=True, help="Give up the day under way: it is kept, and counts for nothing.")
@with_world
def command(
    world: World,
    hours: float,
    slot: int,
    pause: int,
    start: time | None,
    talk: str | None,
    company: str,
    seed: int | None,
    speed: float,
    dry_run: bool,
    finish: bool,
    abandon: bool,
) -> None:
    """Rehearse a whole on-site, on the real clock.

    A job talk, coding, debugging, research chats, soft skills, and "why here?" asked in four roles.

    Each slot opens the real thing on the real clock; breaks count down, and late is late. `prep day` goes on with a
    day that was left.
    """
    from prep.flows.rehearse import new_seed
    from prep.model.day import lay_out

    if sum((dry_run, finish, abandon)) > 1:
        raise BadUsage("--dry-run, --finish and --abandon exclude each other", hint="Use one of them.")
    if finish or abandon:
        _end(world, given_up=abandon)
        return
    slots = lay_out(hours, slot=slot, pause=pause)
    seed = new_seed() if seed is None else seed
    if dry_run:
        _show(world, slots, _planned(world, slots, talk, seed), start or time(9))
        return
    from prep.flows import day as story

    current = story.open_day(world.history, world.clock)
    if world.as_json:
        _tell(world, _attending(world, current or _last(world)))
        return
    if current is None:
        wait = _wait(world, start, slots[-1].end, speed)
        planned = _planned(world, slots, talk, seed)
        company = " ".join(company.split())
        _look_up(world, company)
        current = story.start(planned, world.history, world.clock, wait=wait, speed=speed, seed=seed, company=company)
    elif _given():
        click.echo("note: options are for a new day; this one goes on as it began", err=True)
    _go_on(world, _attending(world, current))


def _planned(world: World, slots: tuple[Slot, ...], talk: str | None, seed: int) -> tuple[Planned, ...]:
    """The day of this seed: the same whether it is shown or begun."""
    from prep.flows import day as story
    from prep.flows.rehearse import rehearsals

    if talk is None:
        known = {each.uuid: each.slug for each in world.talks}
        last = (known[each.uuid] for each in reversed(rehearsals(world.lectern)) if each.uuid in known)
        talk = next(last, next(iter(known.values()), ""))
    else:
        talk = world.talk(talk).slug
    return story.plan(slots, world.material, world.chair, seed=seed, talk=talk)


def _show(world: World, slots: tuple[Slot, ...], planned: tuple[Planned, ...], begins: time) -> None:
    from prep.cli import show_day
    from prep.model.day import summary

    data = {
        "slots": [show_day.slot_data(each, show_day.clock(each.slot.start, begins)) for each in planned],
        "summary": summary(slots),
    }
    world.show("day", data, *show_day.schedule(planned, begins, show_day.names_of(world)))


def _wait(world: World, start: time | None, length: timedelta, speed: float) -> timedelta:
    """How long until it begins; negative if it has begun already."""
    from prep.model.moment import ZERO, clock_face

    if start is None:
        return ZERO
    now = world.clock().utc.astimezone()
    wait = datetime.combine(now.date(), start).astimezone() - now
    if -wait >= length:
        raise BadUsage(
            f"the day that began at {start:%H:%M} is over", hint="Leave --start out to begin now, or give a later time."
        )
    if wait < ZERO:
        click.echo(f"note: it began {clock_face(-wait)} ago: late is late", err=True)
        return wait / speed
    return wait


def _look_up(world: World, company: str) -> None:
    """Say before the day begins that there are no facts about the company yet."""
    from prep.flows import why

    if company and not why.company_file(world.places.companies, company).is_file():
        click.echo(f"note: there are no facts about {company} yet; `prep why --facts` lays the page out", err=True)


def _given() -> bool:
    """Whether anything was asked for that only a new day could have."""
    from click.core import ParameterSource

    context = click.get_current_context()
    ours = ("hours", "slot", "pause", "start", "talk", "company", "seed", "speed")
    return any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ours)


def _attending(world: World, day: OnSite) -> Attending:
    from prep.flows.attending import Attending, House

    return Attending(day, House(world.desk, world.lectern, world.chair))


def _last(world: World) -> OnSite:
    """The last day that was not given up."""
    from prep.flows import day as story

    found = next((each for each in reversed(story.days(world.history)) if not each.abandoned), None)
    if found is None:
        raise NoSuchThing("there is no day yet", hint="`prep day` begins one; `prep day --dry-run --json` shows one.")
    return found


def _end(world: World, *, given_up: bool) -> None:
    """`--finish` and `--abandon`."""
    from prep.flows import day as story

    current = story.open_day(world.history, world.clock)
    if given_up:
        if current is None:
            raise NoSuchThing("no day is under way", hint="`prep day` begins one.")
        _attending(world, current).abandon()
        words = "given up: it is kept, and counts for nothing."
        world.show("day", {"id": current.id, "abandoned": True}, words)
        return
    attending = _attending(world, current or _last(world))
    if current is not None:
        attending.finish()
    _tell(world, attending)


def _tell(world: World, attending: Attending) -> None:
    """What it came to, or how it stands."""
    from prep.cli import show_day, show_day_end
    from prep.flows import day as story

    days = story.days(world.history)
    lines: list[Any] = []
    if not world.as_json:
        lines = show_day_end.report(attending, days, show_day.names_of(world))
    world.show("day", show_day_end.report_data(attending, days), *lines)


def _go_on(world: World, attending: Attending) -> None:
    """The day, on a screen or as lines, until it is over or somebody leaves."""
    from prep.cli import show_day
    from prep.screens import day_parts as parts

    names = show_day.names_of(world)
    if world.may_draw:
        from prep.cli.day_screens import serve
    else:
        from prep.cli.day_lines import serve
    over = False
    try:
        over = serve(world, attending, names)
    finally:
        # Also for a signal that ends prep in the middle of a slot.
        if not over:
            world.console.print(parts.line(attending, names), soft_wrap=True)
            world.console.print("The day's clock goes on; `prep day` goes on with it.")
    if over:
        _tell(world, attending)
