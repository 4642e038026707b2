"""What the commands of `prep talk` have in common: how a talk and a length are named, and a plan as data."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from prep.places import find

if TYPE_CHECKING:
    from prep.model.cut import Plan
    from prep.model.talk import Talk

SHORTEST = 5
LONGEST = 600


class Minutes(click.FloatRange):
    """A length of speaking in minutes, such as 20 or 12.5."""

    name = "minutes"

    def __init__(self) -> None:
        super().__init__(min=SHORTEST, max=LONGEST)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """A number within the range; what is no number is not in it."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number of minutes.", param, ctx)
        return number


def complete_talk(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Slugs for shell completion: folder names only, so that the Tab key is answered at once."""
    from prep.catalogue.talks import talk_slugs

    return [slug for slug in talk_slugs(find().talk_roots) if slug.startswith(incomplete)]


TALK: dict[str, Any] = {"metavar": "SLUG", "shell_complete": complete_talk}
"""What every argument that names a talk has in common."""


def plan_of(talk: Talk, minutes: float) -> Plan:
    """The cut plan for so many minutes of speaking."""
    from prep.model.cut import cut

    return cut(talk.sections, timedelta(minutes=minutes))


def versions(talk: Talk) -> list[int]:
    """The lengths to plan for: the full one, and the usual ones shorter than that which the talk has."""
    from prep.model.talk import VERSIONS

    return [talk.minutes, *(each for each in VERSIONS if talk.shortest <= each < talk.minutes)]


def in_minutes(span: timedelta) -> float:
    """A length as a number of minutes, whole where it is."""
    minutes = span / timedelta(minutes=1)
    return int(minutes) if minutes == int(minutes) else minutes


def plan_data(talk: Talk, minutes: float, plan: Plan) -> dict[str, Any]:
    """A plan as it is answered with `--json`; all times are minutes."""
    return {
        "slug": talk.slug,
        "minutes": int(minutes) if minutes == int(minutes) else minutes,
        "feasible": plan.feasible,
        "sections": [
            {
                "title": part.section.title,
                "minutes": in_minutes(part.time),
                "cut": part.cut,
                "bridge": part.bridge,
                "start": None if part.cut else in_minutes(start),
                "slides": part.section.slides,
                "jump": part.jump,
                "must": part.must,
            }
            for part, start in zip(plan.parts, plan.starts, strict=False)
        ],
        "questions": talk.questions_for(minutes),
        "need": in_minutes(plan.need),
        "spare": in_minutes(plan.spare),
        "shorten": [
            {"title": plan.parts[number].section.title, "by": in_minutes(by)} for number, by in plan.shorter.items()
        ],
    }
