"""`prep code start`: lay out an answer and start the clock, for those who stay in their own shell."""

from __future__ import annotations

import click

from prep.cli.world import SLUG, World, with_world


@click.command(epilog="Example: prep code start adam --minutes 25")
@click.argument("slug", **SLUG)
@click.option("--interview", is_flag=True, help="No pause; graded only on submit, after a guess.")
@click.option("--minutes", type=click.IntRange(1, 600), help="Another length than the problem's own.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The seed of every grading in this session.")
@click.option("--continue", "keep", is_flag=True, help="Keep the answer that is there, not the starter.")
@click.option("--notebook", is_flag=True, help="Lay out answer.ipynb instead of answer.py.")
@click.option("--park", is_flag=True, help="Set the session that is open aside.")
@with_world
def command(
    world: World,
    slug: str,
    interview: bool,
    minutes: int | None,
    seed: int | None,
    keep: bool,
    notebook: bool,
    park: bool,
) -> None:
    """Start a session without a screen, for your own shell.

    Edit the answer where it says, then `prep code submit`. A parked session on that problem goes on instead.
    """
    from rich.text import Text

    from prep.cli import show
    from prep.flows import practise, presence
    from prep.model.record import session_data
    from prep.model.session import Mode
    from prep.workspace import NOTEBOOK, SCRIPT

    problem = world.problem(slug)
    if park and (other := practise.open_session(world.desk)) is not None:
        practise.pause(other, world.desk, why="parked")
    waiting = practise.unfinished(world.desk, slug)
    if waiting is not None and waiting.parked and practise.open_session(world.desk) is None:
        click.echo("note: this goes on with the parked session, as it began", err=True)
        session = presence.resume(waiting, problem, world.desk)
    else:
        session = practise.start(
            problem,
            world.desk,
            mode=Mode.INTERVIEW if interview else Mode.PRACTISE,
            minutes=minutes,
            answer=NOTEBOOK if notebook else SCRIPT,
            keep=keep,
            seed=seed,
        )
    answer = world.desk.workspace.answer(session.slug, session.answer)
    submit = "prep code submit --guess 70" if session.mode is Mode.INTERVIEW else "prep code submit"
    world.show(
        "code start",
        {**session_data(session), "answer": str(answer)},
        show.session_line(session, world.clock()),
        show.path_line("read", answer.parent / "statement.md"),
        show.path_line("edit", answer),
        Text(f"then: {submit}"),
    )
