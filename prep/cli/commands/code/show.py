"""`prep code show`: one problem, without starting it."""

from __future__ import annotations

from dataclasses import asdict

import click

from prep.cli.world import SLUG, World, with_world


@click.command(epilog="Example: prep code show sdpa")
@click.argument("slug", **SLUG)
@with_world
def command(world: World, slug: str) -> None:
    """Show a problem's facts, limits and statement.

    Its session does not start: the clock stands still while you read.
    """
    from prep.cli import show
    from prep.flows.choose import passed_slugs
    from prep.flows.practise import sessions

    problem = world.problem(slug)
    passed = problem.slug in passed_slugs(sessions(world.desk))
    data = {
        "slug": problem.slug,
        "uuid": problem.uuid,
        "title": problem.title,
        "kind": problem.kind.value,
        "topic": problem.topic,
        "level": problem.level.value,
        "minutes": problem.minutes,
        "entries": [entry.name for entry in problem.entries],
        "skills": list(problem.skills),
        "limits": asdict(problem.limits),
        "stages": [stage.title for stage in problem.stages],
        "checks": [{"id": c.id, "title": c.title, "axis": c.axis.value, "stage": c.stage} for c in problem.checks],
        "mistakes": len(problem.mistakes),
        "hints": len(problem.hints),
        "statement": problem.statement,
        "passed": passed,
    }
    world.show("code show", data, show.problem_lines(problem, passed=passed))
