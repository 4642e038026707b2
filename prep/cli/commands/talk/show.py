"""`prep talk show`: one talk, with its budgets and notes."""

from __future__ import annotations

import click

from prep.cli.talks import TALK
from prep.cli.world import World, with_world


@click.command(epilog="Example: prep talk show research-job-talk")
@click.argument("slug", **TALK)
@with_world
def command(world: World, slug: str) -> None:
    """Show a talk's sections with their budgets, and your notes.

    A section has a target in the full talk, the least it cannot do without, a tier (the shortest version it belongs
    to) and a priority within that tier.
    """
    from dataclasses import asdict

    from prep.cli import show
    from prep.cli.show_talk import talk_lines
    from prep.cli.talks import in_minutes

    talk = world.talk(slug)
    data = {
        "slug": talk.slug,
        "uuid": talk.uuid,
        "title": talk.title,
        "minutes": talk.minutes,
        "questions_minutes": talk.questions_minutes,
        "sections": [
            {
                "title": section.title,
                "minutes": in_minutes(section.target),
                "least": in_minutes(section.least),
                "tier": section.tier,
                "priority": section.priority,
                "must": section.tier == talk.shortest,
                "slides": section.slides,
                "notes": section.notes,
                "bridge": section.bridge,
            }
            for section in talk.sections
        ],
        "questions": [asdict(each) for each in talk.questions],
        "folder": str(talk.folder),
    }
    world.show("talk show", data, talk_lines(talk), show.path_line("edit:", talk.folder / "talk.toml"))
