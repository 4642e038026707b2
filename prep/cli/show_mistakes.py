"""The mistakes that somebody makes, as a table and as cards in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from prep.cli.joints import Joined, room_for
from prep.flows.choose import Choice, ago
from prep.model.problem import Problem
from prep.model.recurring import Recurring
from prep.model.text import counted


@dataclass(frozen=True)
class Card:
    """A mistake with what its problem says of it, and what to practise; both may be gone from the shelf."""

    made: Recurring
    title: str = ""
    says: str = ""
    elsewhere: tuple[str, ...] = ()
    practise: Choice[Problem] | None = None


def card_data(card: Card) -> dict[str, Any]:
    """A card as `--json` gives it."""
    made = card.made
    return {
        "mistake": made.mistake,
        "slug": made.slug,
        "title": card.title or None,
        "says": card.says or None,
        "times": made.times,
        "sessions": made.sessions,
        "days": [day.isoformat() for day in made.days],
        "last": made.last.isoformat(),
        "again_after_pass": made.after_pass,
        "passed_since": made.mended,
        "also_in": list(card.elsewhere),
        "practise": card.practise
        and {
            "slug": card.practise.problem.slug,
            "minutes": card.practise.problem.minutes,
            "skill": card.practise.skill,
        },
    }


def mistakes_table(cards: Sequence[Card], today: date) -> Table:
    """One line a mistake, those first that came back after a pass."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("mistake", min_width=room_for(each.made.mistake for each in cards))
    table.add_column("problem", min_width=room_for(each.made.slug for each in cards))
    table.add_column("made", justify="right", no_wrap=True)
    table.add_column("last", no_wrap=True)
    table.add_column("since")
    for card in cards:
        made = card.made
        table.add_row(
            Joined(made.mistake, "bold"),
            Joined(made.slug),
            f"{made.times} of {made.sessions}",
            ago(today, made.last),
            _since(made),
        )
    return table


def mistake_card(card: Card, today: date) -> RenderableType:
    """What it is, how often, when last, and what to practise."""
    made = card.made
    where = f"{made.slug} · {card.title}" if card.title else made.slug
    lines: list[RenderableType] = [Text.assemble((made.mistake, "bold"), "  ", (where, "dim"))]
    inside: list[Text] = [Text(card.says)] if card.says else []
    how_often = f"in {made.times} of {counted(made.sessions, 'session')} on it, last {ago(today, made.last)}"
    inside.append(Text.assemble(f"{how_often}; ", _since(made)))
    if card.elsewhere:
        inside.append(Text(f"also in {', '.join(card.elsewhere)}"))
    if (choice := card.practise) is not None:
        command = f"prep code {choice.problem.slug}"
        again = choice.problem.slug == made.slug
        why = "this one once more" if again else f"another problem with {choice.skill}"
        inside.append(Text.assemble((command, "bold cyan"), f"  {why}, {choice.problem.minutes} min"))
    return Group(*lines, *(Padding(each, (0, 0, 0, 2), expand=False) for each in inside))


def _since(made: Recurring) -> Text:
    """What became of it: made again after a pass, passed since, or still open."""
    if made.again:
        times = "" if made.after_pass == 1 else f" {made.after_pass} times"
        return Text(f"again{times} after a pass", style="red")
    return Text("passed since", style="green") if made.mended else Text("not passed since", style="yellow")
