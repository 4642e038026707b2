"""`prep code audit`: prove that a problem's content is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from prep.cli.world import SLUG, World, with_world
from prep.errors import BadContent

if TYPE_CHECKING:
    from prep.flows.audit import Finding
    from prep.flows.proofs import Proofs
    from prep.grader.warm import Warm
    from prep.model.problem import Problem


@click.command(epilog="Example: prep code audit stable-softmax")
@click.argument("slugs", nargs=-1, **{**SLUG, "metavar": "[SLUG]..."})
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Grade so many at a time.")
@click.option("--seed", "seeds", type=int, multiple=True, help="Grade under this seed (repeat for several).")
@click.option("--again", is_flag=True, help="Prove also what was proved before and has not changed.")
@with_world
def command(world: World, slugs: tuple[str, ...], jobs: int, seeds: tuple[int, ...], again: bool) -> int:
    """Prove problems with the grader you meet.

    Right answers pass, wrong ones fail, and the known mistakes are named. Without SLUG, every problem is audited,
    and every fault of a broken one is listed. What was proved before is not graded again until the problem, the
    grader or Python changes. Exit code 3 on findings.
    """

    from rich.text import Text

    from prep.flows.audit import SEEDS
    from prep.flows.proofs import Proofs
    from prep.grader.warm import Warm
    from prep.model.text import counted

    findings: list[Finding | str] = []
    problems = [world.problem(slug) for slug in slugs] if slugs else world.shelf.problems
    if not slugs:
        findings += [str(fault) for fault in world.shelf.faults]
    proofs, under = Proofs(world.places.proofs), seeds or SEEDS
    with Warm(spare=False) as warm:
        for problem in problems:
            as_before = not again and proofs.hold(problem, under)
            found = [] if as_before else _audited(problem, warm, proofs, under, jobs)
            findings += found
            if not world.as_json:
                proved = "proved (before; nothing has changed)" if as_before else "proved"
                click.echo(f"{problem.slug}: {counted(len(found), 'finding') if found else proved}", err=True)
    data = {"problems": [problem.slug for problem in problems], "findings": [str(finding) for finding in findings]}
    if findings:
        lines = [Text(str(finding), style="yellow", no_wrap=True) for finding in findings]
    else:
        lines = [Text(f"{counted(len(problems), 'problem')} proved", style="green")]
    world.show("code audit", data, *lines)
    return BadContent.exit_code if findings else 0


def _audited(problem: Problem, warm: Warm, proofs: Proofs, seeds: Sequence[int], jobs: int) -> list[Finding]:
    from functools import partial

    from prep.flows.audit import audit
    from prep.flows.proofs import mark
    from prep.grader.supervise import grade

    before = mark(problem, seeds)
    found = audit(problem, partial(grade, crews=warm.crew), seeds=seeds, jobs=jobs)
    if not found:
        proofs.keep(problem, seeds, before)
    return found
