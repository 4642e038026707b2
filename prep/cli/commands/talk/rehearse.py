"""`prep talk [SLUG]`: rehearse a talk, in its full length or in a shorter slot, on a screen or as lines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from prep.cli.folder import Otherwise
from prep.cli.rehearsing import look_of, look_options, rehearse_it
from prep.cli.talks import TALK, Minutes
from prep.cli.world import World, with_world
from prep.errors import BadUsage, NoSuchThing

if TYPE_CHECKING:
    from prep.flows.speaking import Coming
    from prep.model.rehearsal import Rehearsal
    from prep.model.talk import Talk


@click.command("rehearse", cls=Otherwise, hidden=True, epilog="Example: prep talk research-job-talk --minutes 20")
@click.argument("slug", required=False, **TALK)
@click.option("--minutes", type=Minutes(), help="Speak for so long, by the cut plan; the full length if not given.")
@click.option("--late", type=click.IntRange(1, 600), metavar="N", help="Begin with N minutes lost.")
@click.option("--end", metavar="HH:MM", help="Be done by then: the slot is what is left when you begin.")
@click.option("--surprise", is_flag=True, help="The slot becomes shorter, before the first word or in the middle.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The same surprise again.")
@click.option(
    "--speed", type=click.FloatRange(1, 600), default=1.0, metavar="X", help="Demonstrate it X times as fast."
)
@look_options
@with_world
def command(
    world: World,
    slug: str | None,
    minutes: float | None,
    late: int | None,
    end: str | None,
    surprise: bool,
    seed: int | None,
    speed: float,
    display: str,
    slides: bool,
    bell: bool,
    qa: bool,
) -> None:
    """Rehearse SLUG, or the talk rehearsed last; what is under way goes on."""
    from prep.flows import rehearse

    if world.as_json:
        raise BadUsage("a rehearsal has no JSON answer", hint="`prep talk plan SLUG --json` answers with its plan.")
    if end and (minutes or late):
        raise BadUsage("--end says how long there is", hint="Leave --minutes and --late out, or --end.")
    if seed is not None and not surprise:
        raise BadUsage("a seed is for a surprise", hint="--surprise --seed 7 brings the same one each time.")
    look = look_of(display, slides, bell)
    named = _named(world, slug) if slug is not None else None  # a wrong name is told before anything else
    current = _to_go_on_with(world, slug)
    if current is not None:
        resumed = rehearse.resume(world.lectern)
        rehearse_it(world, resumed.rehearsal, look, said=resumed.assumed, qa=qa)
        return
    coming = _coming(
        world, named or _chosen(world), minutes=minutes, late=late, end=end, surprise=surprise, seed=seed, speed=speed
    )
    coming.plan_at(world.clock())  # what does not fit is told before a screen opens
    rehearse_it(world, coming, look, qa=qa)


def _coming(
    world: World,
    talk: Talk,
    *,
    minutes: float | None,
    late: int | None,
    end: str | None,
    surprise: bool,
    seed: int | None,
    speed: float,
) -> Coming:
    """The rehearsal that was asked for."""
    from prep.cli.until import end_at
    from prep.flows.rehearse import new_seed
    from prep.flows.speaking import Coming

    return Coming(
        talk,
        slot=timedelta(minutes=minutes or talk.minutes),
        lost=timedelta(minutes=late or 0),
        speed=speed,
        seed=new_seed() if surprise and seed is None else seed,
        surprise=surprise,
        end=end_at(end, world.clock().utc) if end else None,
    )


def _to_go_on_with(world: World, slug: str | None) -> Rehearsal | None:
    """The rehearsal that is under way, if it is gone on with; where nobody can be asked, only if none is named."""
    from prep.flows import rehearse
    from prep.model.moment import ZERO
    from prep.model.standing import standing

    current = rehearse.open_rehearsal(world.lectern)
    if current is None:
        return None
    if not world.may_ask:
        if slug is None:
            return current
        raise BadUsage(
            f"a rehearsal of {current.slug!r} is under way",
            hint="`prep talk resume` goes on with it; `prep talk resume --abandon` gives it up.",
        )
    stands = standing(current, world.clock())
    click.echo(f"{current.title} is under way.")
    for line in _how_it_stands(world, current):
        click.echo(line)
    if click.confirm("Go on with it? (n gives it up)", default=stands.left > ZERO):
        return current
    rehearse.abandon(current, world.lectern)
    return None


def _how_it_stands(world: World, rehearsal: Rehearsal) -> list[str]:
    from prep.cli.rehearsing import farewell
    from prep.screens.standing_words import Look

    return farewell(rehearsal, world, Look())[:1]


def _chosen(world: World) -> Talk:
    """The talk rehearsed last, or the only one of the user's own."""
    from prep.flows.rehearse import rehearsals

    for rehearsal in reversed(rehearsals(world.lectern)):
        if talk := next((each for each in world.talks if each.uuid == rehearsal.uuid), None):
            click.echo(f"{talk.slug}: rehearsed last", err=True)
            return talk
    own = [talk for talk in world.talks if talk.folder.is_relative_to(world.places.talks.absolute())]
    if len(own) == 1:
        click.echo(f"{own[0].slug}: your own talk", err=True)
        return own[0]
    if not own:
        hint = "`prep talk list` shows what there is, `prep talk new` makes yours: then `prep talk SLUG` rehearses it."
        raise BadUsage("which talk?", hint=hint)
    raise BadUsage("which talk?", hint=f"Yours are {', '.join(talk.slug for talk in own)}: `prep talk {own[0].slug}`.")


def _named(world: World, slug: str) -> Talk:
    """The talk of that name; the word may have been meant as a command, too."""
    import difflib

    try:
        return world.talk(slug)
    except NoSuchThing as error:
        group = click.get_current_context().parent
        names = group.command.list_commands(group) if group and isinstance(group.command, click.Group) else []
        if meant := difflib.get_close_matches(slug, [name for name in names if name != "rehearse"], n=1, cutoff=0.7):
            error.hint = f"Did you mean `prep talk {meant[0]}`? `prep talk list` shows the talks."
        raise
