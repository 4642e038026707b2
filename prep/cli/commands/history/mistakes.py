"""`prep history mistakes`: the known mistakes you made, how often, and which came back after a pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from prep.cli.world import World, with_world
from prep.errors import NoSuchThing

if TYPE_CHECKING:
    from prep.cli.show_mistakes import Card
    from prep.flows.choose import Choice
    from prep.model.problem import Problem
    from prep.model.recurring import Recurring
    from prep.model.session import Session


@click.command(epilog="Example: prep history mistakes mask-after-softmax")
@click.argument("mistake", required=False, metavar="[MISTAKE]")
@click.option("--cards", is_flag=True, help="A review card for each, and no table.")
@with_world
def command(world: World, mistake: str | None, cards: bool) -> None:
    """List the known mistakes you made, and how often.

    When last, and which came back after a pass.

    MISTAKE (its name, or a problem's) shows a review card of it: what it is, and what to practise.
    """
    from rich.console import Group
    from rich.text import Text

    from prep.cli.show_mistakes import card_data, mistake_card, mistakes_table
    from prep.flows import practise
    from prep.model.recurring import recurring
    from prep.model.text import counted

    sessions, today = practise.sessions(world.desk), world.chair.today
    made = recurring(sessions)
    world.tell_damage()
    chosen = [each for each in made if mistake in (None, each.mistake, each.slug)]
    if made and not chosen:
        raise NoSuchThing(f"you made no mistake called {mistake!r}", hint=_near(str(mistake), made))
    found = _cards(world, made, chosen, sessions)
    data = [card_data(card) for card in found]
    if not found:
        none = "No known mistake yet" if any(each.upshot.number for each in sessions) else "Nothing was graded yet"
        world.show("history mistakes", data, Text(f"{none}; failed submissions that look like one are listed here."))
        return
    if cards or mistake is not None:
        blocks = [Group(mistake_card(card, today), *([Text()] if card is not found[-1] else [])) for card in found]
        world.show("history mistakes", data, *blocks)
        return
    again = sum(card.made.again for card in found)
    back = f"; {again} came back after a pass" if again else ""
    foot = f"{counted(len(found), 'mistake')}{back}. As cards: prep history mistakes --cards"
    world.show("history mistakes", data, mistakes_table(found, today), Text(foot, style="dim"))


def _cards(
    world: World, made: Sequence[Recurring], chosen: Sequence[Recurring], sessions: Sequence[Session]
) -> list[Card]:
    """Each with what the shelf knows of it."""
    from prep.cli.show_mistakes import Card
    from prep.flows.choose import another_with
    from prep.flows.today import ranked_today
    from prep.model.strength import skills_in

    if not chosen:
        return []
    ranked: tuple[Choice[Problem], ...] = ranked_today(world.problems, sessions, world.chair)
    found = []
    for each in chosen:
        problem = next((p for p in world.problems if each.uuid == p.uuid), None)
        known = problem.mistake(each.mistake) if problem is not None else None
        skills = (skills_in(each.mistake, problem.skills) or problem.skills) if problem is not None else ()
        found.append(
            Card(
                made=each,
                title=problem.title if problem is not None else "",
                says=known.says if known is not None else "",
                elsewhere=tuple(m.slug for m in made if m.mistake == each.mistake and m.uuid != each.uuid),
                practise=another_with(skills, each.slug, ranked),
            )
        )
    return found


def _near(word: str, made: Sequence[Recurring]) -> str:
    import difflib

    names = list(dict.fromkeys(name for each in made for name in (each.mistake, each.slug)))
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    return f"Did you mean `{near[0]}`?" if near else "`prep history mistakes` lists what you made."
