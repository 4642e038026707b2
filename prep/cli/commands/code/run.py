"""`prep code run`: the answer as a script, under the grader's limits."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep code run")
@with_world
def command(world: World) -> int:
    """Run your answer as a script, under the grader's limits.

    What its `if __name__ == "__main__":` block prints is shown; nothing is graded or recorded.
    """
    from rich.text import Text

    from prep.errors import BadUsage
    from prep.flows import practise
    from prep.grader.script import run_script

    session = world.open_session()
    problem = world.problem_of(session)
    submission = practise.snapshot(session, world.desk)
    if submission.refused:
        raise BadUsage(f"{submission.name} {submission.refused}", hint="Save your answer there first.")
    world.wait_for("running…", problem.limits.submission)
    ran = run_script(problem, submission)
    data = {"slug": session.slug, "output": ran.output, "status": ran.status, "timed_out": ran.timed_out}
    printed = Text(ran.output.rstrip("\n") or "(it printed nothing)")
    world.show("code run", data, printed, *([Text(ran.words, style="yellow")] if ran.words else []))
    return 0 if ran.status == 0 else 1
