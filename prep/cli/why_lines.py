"""The end of a sitting of "why here?" as lines: the answers side by side, and the facts about the company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.text import Text

from prep.cli.asking_lines import ask_yes
from prep.flows import why
from prep.screens import asking_parts as parts

if TYPE_CHECKING:
    from prep.cli.typed import Typed
    from prep.cli.world import World
    from prep.model.asking import Pick
    from prep.model.company import Company
    from prep.model.question import Bank
    from prep.model.why import WhySitting

NARROW = 60
"""Below so many columns the answers stand one below the other."""


def compare(world: World, sitting: WhySitting, bank: Bank, typed: Typed) -> WhySitting:
    """Show the answers side by side and ask the two questions about them; unanswered, they are asked next time."""
    for line in side_by_side(sitting, bank, width=world.console.width):
        world.console.print(line)
    same = ask_yes(parts.SAME_REASON, world.console, typed)
    if same is None:
        return sitting
    changes = ask_yes(parts.DETAIL_CHANGES, world.console, typed)
    if changes is None:
        return sitting
    sitting = why.compare(sitting, world.chair, same_reason=same, detail_changes=changes)
    world.console.print(Text(sitting.verdict, style="bold"))
    return sitting


def side_by_side(sitting: WhySitting, bank: Bank, *, width: int) -> list[RenderableType]:
    """The comparison, and what the written answers share."""
    lines: list[RenderableType] = [Text(), parts.comparison(sitting, bank, narrow=width < NARROW)]
    common = parts.common(sitting)
    return [*lines, common] if common.plain else lines


def company_lines(sitting: WhySitting, bank: Bank, company: Company) -> list[RenderableType]:
    """What is known about the company, and which of it each written answer named."""
    named = parts.named_in_all(sitting, bank, company)
    return [Text(), parts.facts(company), *([Text(), named] if named.plain else [])]


def drawn_lines(drawn: tuple[Pick, ...]) -> list[RenderableType]:
    """Who will ask what."""
    lines: list[RenderableType] = []
    for pick in drawn:
        question = pick.question
        lines.append(Text.assemble((question.asker.title, "bold cyan"), (f" · {pick.why} · {question.key}", "dim")))
        lines.append(Text(f"  {question.text}"))
    return lines


def drawn_data(drawn: tuple[Pick, ...]) -> dict[str, Any]:
    """The same as data."""
    rows = (pick.question for pick in drawn)
    return {
        "questions": [
            {"key": each.key, "asker": each.asker.id, "question": each.text, "seconds": each.seconds} for each in rows
        ]
    }
