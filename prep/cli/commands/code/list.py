"""`prep code list`: the problems, filtered."""

from __future__ import annotations

from typing import Any

import click

from prep.cli.world import World, with_world
from prep.model.problem import Kind, Level

WIDE = 100


def complete_topic(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The topics there are."""
    return sorted({each.topic for each in World().shelf.problems if each.topic.startswith(incomplete)})


@click.command(epilog="Example: prep code list --kind debug --todo")
@click.option("--topic", help="Only problems of this topic.", shell_complete=complete_topic)
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Only this kind.")
@click.option("--level", type=click.Choice([level.value for level in Level]), help="Only this level.")
@click.option("--minutes", type=click.IntRange(min=1), metavar="N", help="Only problems of at most N minutes.")
@click.option("--done/--todo", default=None, help="Only problems you have passed, or not passed yet.")
@with_world
def command(
    world: World, topic: str | None, kind: str | None, level: str | None, minutes: int | None, done: bool | None
) -> None:
    """List the problems, easiest first; ✓ marks those you have passed."""
    from rich.text import Text

    from prep.cli import show
    from prep.flows.choose import passed_slugs
    from prep.flows.practise import sessions
    from prep.model.text import counted

    passed = passed_slugs(sessions(world.desk))
    found = [
        problem
        for problem in world.problems
        if topic in (None, problem.topic)
        and kind in (None, problem.kind.value)
        and level in (None, problem.level.value)
        and problem.minutes <= (minutes or problem.minutes)
        and done in (None, problem.slug in passed)
    ]
    data: list[dict[str, Any]] = [
        {
            "slug": problem.slug,
            "title": problem.title,
            "kind": problem.kind.value,
            "topic": problem.topic,
            "level": problem.level.value,
            "minutes": problem.minutes,
            "skills": list(problem.skills),
            "passed": problem.slug in passed,
        }
        for problem in found
    ]
    if not found:
        topics = sorted({problem.topic for problem in world.problems})
        known = f" Topics are: {', '.join(topics)}." if topic not in (None, *topics) else ""
        world.show("code list", data, Text(f"No problem is like that; leave out a filter.{known}"))
        return
    total = sum(problem.minutes for problem in found)
    foot = Text(f"{counted(len(found), 'problem')}, {total} minutes. Start one: prep code {found[0].slug}", style="dim")
    world.show("code list", data, show.problem_table(found, passed, wide=world.console.width >= WIDE), foot)
