"""`prep code audit`: prove that a problem's content is right."""

from __future__ import annotations

import click

from prep.cli.world import SLUG, World, with_world
from prep.errors import BadContent


@click.command(epilog="Example: prep code audit stable-softmax")
@click.argument("slugs", nargs=-1, **{**SLUG, "metavar": "[SLUG]..."})
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Grade so many at a time.")
@click.option("--seed", "seeds", type=int, multiple=True, help="Grade under this seed (repeat for several).")
@with_world
def command(world: World, slugs: tuple[str, ...], jobs: int, seeds: tuple[int, ...]) -> int:
    """Prove problems with the grader you meet.

    Right answers pass, wrong ones fail, and the known mistakes are named. Without SLUG, every problem is audited,
    and every fault of a broken one is listed. Exit code 3 on findings.
    """
    from functools import partial

    from rich.text import Text

    from prep.flows.audit import SEEDS, Finding, audit
    from prep.grader.supervise import grade
    from prep.grader.warm import Warm
    from prep.model.text import counted

    findings: list[Finding | str] = []
    problems = [world.problem(slug) for slug in slugs] if slugs else world.shelf.problems
    if not slugs:
        findings += [str(fault) for fault in world.shelf.faults]
    with Warm(spare=False) as warm:
        for problem in problems:
            found = audit(problem, partial(grade, crews=warm.crew), seeds=seeds or SEEDS, jobs=jobs)
            findings += found
            if not world.as_json:
                words = "proved" if not found else counted(len(found), "finding")
                click.echo(f"{problem.slug}: {words}", err=True)
    data = {"problems": [problem.slug for problem in problems], "findings": [str(finding) for finding in findings]}
    if findings:
        lines = [Text(str(finding), style="yellow", no_wrap=True) for finding in findings]
    else:
        lines = [Text(f"{counted(len(problems), 'problem')} proved", style="green")]
    world.show("code audit", data, *lines)
    return BadContent.exit_code if findings else 0
