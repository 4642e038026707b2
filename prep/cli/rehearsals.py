"""Rehearsals as they are named on the command line: by their number in the log, or by a part of their id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from prep.errors import NoSuchThing

if TYPE_CHECKING:
    from prep.cli.world import World
    from prep.model.rehearsal import Rehearsal
    from prep.model.talk_stats import ModeStats

LEAST_OF_ID = 6
"""Shorter digits are a number in the log, longer ones a part of an id."""
NEGATIVE_NUMBERS: dict[str, Any] = {"ignore_unknown_options": True}
"""What a command needs to take -1 for a rehearsal and not for an option."""


def numbered(world: World) -> dict[int, Rehearsal]:
    """Every rehearsal by its number, the oldest is 1."""
    from prep.flows.rehearse import rehearsals

    return dict(enumerate(rehearsals(world.lectern), start=1))


def find_rehearsal(which: str, rehearsals: Mapping[int, Rehearsal]) -> tuple[int, Rehearsal]:
    """The rehearsal of that number (-1 is the last), or the one whose id begins or ends so."""
    if re.fullmatch(r"-?\d+", which) and len(which) < LEAST_OF_ID:
        number = int(which)
        number = len(rehearsals) + 1 + number if number < 0 else number
        found = [number] if number in rehearsals else []
    else:
        named = which.lower()
        found = [
            n for n, each in rehearsals.items() if named and (each.id.startswith(named) or each.id.endswith(named))
        ]
    if len(found) == 1:
        return found[0], rehearsals[found[0]]
    if not rehearsals:
        raise NoSuchThing("there is no rehearsal yet", hint="`prep talk SLUG` starts one.")
    hint = f"`prep talk log` numbers them, 1 to {len(rehearsals)}; -1 is the last."
    if found:
        raise NoSuchThing(f"{which!r} is the name of {len(found)} rehearsals", hint=f"Give more of the id. {hint}")
    raise NoSuchThing(f"no rehearsal is called {which!r}", hint=hint)


def why_not_counted(rehearsal: Rehearsal) -> str:
    """Why a rehearsal is listed and not counted; nothing if it counts."""
    if rehearsal.abandoned:
        return "given up"
    if rehearsal.finished is None:
        return "not finished"
    return "" if rehearsal.real else "demonstration"


def rehearsal_data(number: int, rehearsal: Rehearsal) -> dict[str, Any]:
    """A rehearsal with what it came to, as data; times are seconds."""
    from prep.model.rehearsed import result

    came_to = result(rehearsal)
    score = rehearsal.score
    return {
        "number": number,
        "id": rehearsal.id,
        "slug": rehearsal.slug,
        "started": rehearsal.started.utc.isoformat(),
        "mode": rehearsal.mode,
        "counted": not why_not_counted(rehearsal),
        "why_not": why_not_counted(rehearsal),
        "slot": came_to.slot.total_seconds(),
        "took": came_to.took.total_seconds(),
        "over": came_to.over.total_seconds(),
        "time_mark": came_to.time_mark,
        "missing": list(came_to.missing),
        "close_rushed": came_to.close_rushed,
        "adapted": [seen.adapted.total_seconds() if seen.adapted is not None else None for seen in came_to.cuts],
        "questions": {"asked": came_to.asked, "seconds": came_to.questions.total_seconds()},
        "score": score and {"marks": {**score.marks, "time": came_to.time_mark}, "note": score.note},
        "sections": [
            {
                "title": each.title,
                "planned": each.planned.total_seconds(),
                "spoken": each.spoken.total_seconds(),
                "cut": each.cut,
                "must": each.must,
                "visits": each.visits,
                "stumbles": list(each.stumbles),
            }
            for each in came_to.sections
        ],
    }


def stats_data(stats: ModeStats) -> dict[str, Any]:
    """One mode with its sections, worst first, as data; times are seconds."""
    from prep.model.talk_stats import trend

    return {
        "mode": stats.mode,
        "n": stats.n,
        "trend": trend(stats.offs),
        "sections": [
            {
                "title": each.title,
                "n": each.n,
                "planned": each.planned.total_seconds(),
                "over": each.over.total_seconds(),
                "spread": each.spread.total_seconds() if each.spread is not None else None,
                "ran_over": each.ran_over,
            }
            for each in stats.sections
        ],
    }
