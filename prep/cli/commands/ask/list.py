"""`prep ask list`: the banks, or the questions of one and how they stand."""

from __future__ import annotations

import click

from prep.cli.questions import BANK
from prep.cli.world import World, with_world


@click.command(epilog="Example: prep ask list behavioural")
@click.argument("bank", required=False, **BANK)
@with_world
def command(world: World, bank: str | None) -> None:
    """List the banks of questions, or one with what is due."""
    from rich.text import Text

    from prep.cli.show_questions import bank_table, banks_table
    from prep.flows import asking

    state, today = asking.known(world.chair), world.chair.today
    if bank is None:
        data = [
            {
                "bank": each.name,
                "title": each.title,
                "questions": len(each.questions),
                "answered": sum(question.key in state for question in each.questions),
                "due": len(asking.due(each, world.chair)),
            }
            for each in world.banks
        ]
        world.show("ask list", data, banks_table(data), Text("One of them: prep ask list research", style="dim"))
        return
    found = world.bank(bank)
    rows = [
        {
            "key": question.key,
            "asker": question.asker.id,
            "question": question.text,
            "seconds": question.seconds,
            "times": known.times if (known := state.get(question.key)) else 0,
            "last_score": known.last_score if known else None,
            "due": known.due.isoformat() if known else None,
        }
        for question in found.questions
    ]
    world.show("ask list", rows, bank_table(found, state, today))
