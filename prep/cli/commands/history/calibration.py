"""`prep history calibration`: how well you know how good you are."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep history calibration")
@with_world
def command(world: World) -> None:
    """Hold your marks against measured ones.

    And against second opinions, and your guesses against verdicts.

    Problem solving and code are measured; the rest takes a second opinion (`prep history score`).
    """
    from prep.cli import show_figures
    from prep.flows.past import past
    from prep.model.calibration import LEAST_PAIRS, biases, first_guesses, guesses, pairs_of

    seen = past(world.history)
    world.tell_damage()
    amended = seen.amended_marks & {each.id for each in seen.in_order}
    found = biases(pairs_of(seen.in_order, seen.opinions, amended))
    guessed = guesses(first_guesses(seen.in_order))
    data: dict[str, Any] = {
        "least_pairs": LEAST_PAIRS,
        # Below five pairs nothing is said, not to another program either.
        "criteria": [
            {
                "rubric": each.rubric,
                "criterion": each.criterion,
                "against": each.against,
                "n": each.n,
                "enough": each.enough,
                **{
                    name: round(value, 4) if each.enough else None
                    for name, value in (("bias", each.bias), ("error", each.error), ("se", each.se))
                },
                "lean": each.lean,
            }
            for each in found
        ],
        "guesses": guessed
        and {
            **{
                name: value if name == "n" else round(value, 4) if guessed.enough else None
                for name, value in asdict(guessed).items()
            },
            "enough": guessed.enough,
            "better": guessed.better if guessed.enough else None,
        },
        "amended": len(amended),
    }
    world.show("history calibration", data, *show_figures.calibration_lines(found, guessed, len(amended)))
