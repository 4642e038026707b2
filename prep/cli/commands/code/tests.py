"""`prep code tests`: write the tests, and see which mistakes they catch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from prep.cli.world import SLUG, World, with_world

if TYPE_CHECKING:
    from rich.console import RenderableType

    from prep.flows.tests_first import Score
    from prep.model.problem import Problem


@click.command(epilog="Example: prep code tests stable-softmax")
@click.argument("slug", **SLUG)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="So many answers at a time.")
@with_world
def command(world: World, slug: str, jobs: int) -> int:
    """Write tests for a problem, and have them judged.

    An interview form that labs use: tests first. The first call lays out `tests.py`. After that they are run against
    right answers, which they must not reject, and against every known mistake, which they should catch. Exit code 0
    only if both hold for all.
    """
    from rich.text import Text

    from prep.cli import show
    from prep.flows.tests_first import lay_out_tests, score_tests

    problem = world.problem(slug)
    file, new = lay_out_tests(problem, world.desk)
    if new:
        words = Text(f"Read `prep code show {slug}`, write your tests there, and call this again.")
        world.show("code tests", {"file": str(file), "new": True}, show.path_line("laid out:", file), words)
        return 0
    count = 1 + len(problem.mistakes)
    world.wait_for(f"running your tests on {count} answers and more…", problem.limits.submission * count)
    score = score_tests(problem, file, world.warm_desk(problem), jobs=jobs)
    world.show("code tests", _data(score, str(file)), *_lines(score, problem))
    return 0 if score.perfect else 1


def _data(score: Score, file: str) -> dict[str, Any]:
    return {
        "file": file,
        "new": False,
        "tests": score.tests,
        "right": len(score.right),
        "rejected": [{"answer": each.name, "test": each.test, "message": each.message} for each in score.rejected],
        "caught": [{"mistake": each.name, "test": each.test} for each in score.caught],
        "missed": [each.name for each in score.missed],
    }


def _lines(score: Score, problem: Problem) -> list[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    from prep.model.text import counted

    mistakes = counted(len(score.mistakes), "mistake")
    head = f"{counted(score.tests, 'test')}: caught {len(score.caught)} of {mistakes}"
    kept = f", rejected {len(score.rejected)} of {counted(len(score.right), 'right answer')}"
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for each in score.rejected:
        table.add_row(
            Text("✗", style="bold red"),
            Text(each.name, style="bold"),
            f"is right, and {each.test} rejects it: {each.message}",
        )
    for each in score.caught:
        table.add_row(Text("✓", style="green"), each.name, Text(f"caught by {each.test}", style="dim"))
    for each in score.missed:
        mistake = problem.mistake(each.name)
        table.add_row(Text("·", style="yellow"), Text(each.name, style="yellow"), mistake.says if mistake else "")
    if score.rejected:
        next_step = "next: mend what rejects a right answer; a test that does that would fail a good colleague."
    elif score.missed:
        next_step = "next: write a test for one of the missed mistakes (·)."
    else:
        next_step = "next: these tests are as good as ours. Solve it: `prep code " + problem.slug + "`."
    return [Text(head + kept, style="bold green" if score.perfect else "bold"), table, Text(next_step, style="bold")]
