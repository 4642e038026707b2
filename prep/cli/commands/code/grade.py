"""`prep code grade`: any files against a problem, without a session."""

from __future__ import annotations

import importlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prep.cli.world import SLUG, World, with_world
from prep.errors import GraderBroken

if TYPE_CHECKING:
    from prep.grader.warm import Warm
    from prep.model.problem import Problem
    from prep.model.verdict import Verdict


@click.command(epilog="Example: prep code grade stable-softmax my_answer.py --json")
@click.argument("slug", **SLUG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Grade so many at a time.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The run seed; the same seed gives the same inputs.")
@with_world
def command(world: World, slug: str, files: tuple[Path, ...], jobs: int, seed: int | None) -> int:
    """Grade files (.py or .ipynb) against a problem. Exit code 0 only if all of them pass."""
    from prep.grader.warm import Warm

    with Warm(spare=False) as warm:  # first of all: what it starts gets ready while the problem is read
        problem = world.problem(slug)
        # What shows a verdict is imported while there is none yet.
        threading.Thread(target=importlib.import_module, args=("prep.cli.show",), daemon=True).start()
        verdicts = _graded(world, problem, files, jobs, seed, warm)
    from rich.console import RenderableType
    from rich.text import Text

    from prep.cli import show
    from prep.model.outcome import Outcome
    from prep.model.record import verdict_data
    from prep.model.text import printable

    data = [{"file": str(file), **verdict_data(verdict)} for file, verdict in zip(files, verdicts, strict=True)]
    lines: list[RenderableType] = []
    for file, verdict in zip(files, verdicts, strict=True):
        if len(files) > 1:
            lines.append(Text(printable(str(file)), style="bold"))
        lines.append(show.verdict(verdict, problem))
    world.show("code grade", data, *lines)
    if any(verdict.outcome is Outcome.GRADER_BROKEN for verdict in verdicts):
        return GraderBroken.exit_code
    return 0 if all(verdict.passed for verdict in verdicts) else 1


def _graded(
    world: World, problem: Problem, files: tuple[Path, ...], jobs: int, seed: int | None, warm: Warm
) -> list[Verdict]:
    from prep.flows.side_by_side import Stopped, side_by_side
    from prep.grader.likeness import with_likeness
    from prep.grader.submission import read_submission
    from prep.grader.supervise import grade, new_seed

    run_seed = new_seed() if seed is None else seed

    def judge(file: Path, stopped: Stopped) -> Verdict:
        submission = read_submission(file)
        verdict = grade(problem, submission, seed=run_seed, stopped=stopped, crews=warm.crew)
        return with_likeness(problem, submission, verdict, stopped=stopped, crews=warm.crew)

    each = "grading…" if len(files) == 1 else f"grading {len(files)} files…"
    world.wait_for(each, problem.limits.submission * -(-len(files) // jobs))
    return side_by_side(judge, files, jobs=jobs)
