"""`prep talk log`: the rehearsals of a talk, what they have in common, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from prep.cli.talks import TALK
from prep.cli.world import World, with_world
from prep.errors import BadContent, BadUsage, NoSuchThing

if TYPE_CHECKING:
    from prep.model.rehearsal import Rehearsal
    from prep.model.talk import Talk
    from prep.model.talk_stats import Finish, ModeStats

WORST = 3
"""So many sections are shown of a mode that was not rehearsed last."""


@click.command(epilog="Example: prep talk log research-job-talk")
@click.argument("slug", required=False, **{**TALK, "metavar": "[SLUG]"})
@click.option("--mode", metavar="MODE", help="The mode to look at, such as '20 min'; the last one if not given.")
@with_world
def command(world: World, slug: str | None, mode: str | None) -> None:
    """List rehearsals, which sections run over, and what to do.

    Of SLUG, or of the talk rehearsed last.

    Rehearsals are numbered over all talks, 1 is the first; `prep talk diff` and `prep talk score` take the numbers.
    Sections stand worst first, modes (another length, a late start, a surprise) apart; demonstrations and what was
    given up are listed and not counted. With --json all times are seconds.
    """
    from rich.text import Text

    from prep.cli.rehearsals import numbered
    from prep.cli.show_rehearsals import MEANING, log_table, mode_lines
    from prep.cli.talk_picture import talk_picture
    from prep.model.talk_advice import advice
    from prep.model.talk_stats import finish_words, statistics
    from prep.model.text import counted

    everything = numbered(world)
    world.tell_damage()
    talk, uuid = _talk(world, slug, everything)
    found = {number: each for number, each in everything.items() if each.uuid == uuid}
    if not found:
        name = talk.slug if talk else slug
        begin = f"prep talk {name}" if name else "prep talk list"
        world.show("talk log", {"rehearsals": []}, Text(f"No rehearsal{f' of {name}' if name else ''} yet: {begin}"))
        return
    last = next(reversed(found.values()))
    name, title = (talk.slug, talk.title) if talk else (last.slug, last.title)
    modes = statistics(found.values(), uuid)
    shown = _mode(modes, mode)
    finish = _finish(shown, talk) if shown else None
    says = advice([shown, *modes] if shown else [], name)
    ids = {each.id: number for number, each in found.items()}
    uncounted = (
        f", {len(ids) - sum(each.n for each in modes)} not counted" if len(ids) > sum(m.n for m in modes) else ""
    )
    lines: list[Any] = [
        Text.assemble((title, "bold"), f": {counted(len(ids), 'rehearsal')}{uncounted}\n"),
        log_table(found, world.clock().utc),
    ]
    if shown:
        lines += [Text(), mode_lines(shown), Text(MEANING, style="dim"), Text(), talk_picture(shown, ids), Text()]
    for other in modes:
        if other is not shown:
            lines += [mode_lines(other, most=WORST), Text()]
    lines += [Text(finish_words(finish))] if finish else []
    lines.append(Text(f"next: {says}", style="bold"))
    lines += _others(everything, uuid)
    world.show("talk log", _data(name, uuid, title, found, modes, finish, says), *lines)


def _talk(world: World, slug: str | None, everything: dict[int, Rehearsal]) -> tuple[Talk | None, str]:
    """The talk of that name (or the one rehearsed last) and its uuid; it may be gone, its rehearsals are not."""
    if slug is None:
        last = next(reversed(everything.values()), None)
        talk = next((each for each in world.talks if last and each.uuid == last.uuid), None)
        return talk, last.uuid if last else ""
    try:
        talk = world.talk(slug)
    except (NoSuchThing, BadContent):
        gone = [each.uuid for each in everything.values() if each.slug == slug]
        if not gone:
            raise
        return None, gone[-1]
    return talk, talk.uuid


def _mode(modes: tuple[ModeStats, ...], mode: str | None) -> ModeStats | None:
    if mode is None:
        return next(iter(modes), None)
    found = next((each for each in modes if each.mode in (mode, f"{mode} min")), None)
    if found is None:
        known = ", ".join(repr(each.mode) for each in modes) or "none that counts"
        raise BadUsage(f"{mode!r} was not rehearsed", hint=f"There are: {known}.")
    return found


def _finish(stats: ModeStats, talk: Talk | None) -> Finish | None:
    """Where the talk as it is now would end; with a surprise nobody can say."""
    from prep.model.cut import cut
    from prep.model.talk_stats import finish_range

    rehearsal = stats.last.rehearsal
    if rehearsal.surprise is not None:
        return None
    plan = cut(talk.sections, rehearsal.slot - rehearsal.lost) if talk else rehearsal.plan
    return finish_range(stats.runs, plan, lost=rehearsal.lost)


def _others(everything: Mapping[int, Rehearsal], uuid: str) -> list[Any]:
    from rich.text import Text

    slugs = dict.fromkeys(each.slug for each in everything.values() if each.uuid != uuid)
    return [Text(f"also rehearsed: {', '.join(slugs)} (prep talk log SLUG)", style="dim")] if slugs else []


def _data(
    slug: str,
    uuid: str,
    title: str,
    found: Mapping[int, Rehearsal],
    modes: tuple[ModeStats, ...],
    finish: Finish | None,
    says: str,
) -> dict[str, Any]:
    from prep.cli.rehearsals import rehearsal_data, stats_data

    return {
        "slug": slug,
        "uuid": uuid,
        "title": title,
        "rehearsals": [rehearsal_data(number, each) for number, each in found.items()],
        "modes": [stats_data(each) for each in modes],
        "finish": finish
        and {
            "low": finish.low.total_seconds(),
            "middle": finish.middle.total_seconds(),
            "high": finish.high.total_seconds(),
            "n": finish.n,
        },
        "advice": says,
    }
