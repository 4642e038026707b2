"""`prep code [SLUG]`: go on with the open session, or start one, on a screen or as lines."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from prep.cli.world import SLUG, World, with_world
from prep.errors import BadUsage, NoSuchThing

if TYPE_CHECKING:
    from prep.model.session import Session


@click.command("practise", hidden=True, epilog="Example: prep code stable-softmax")
@click.argument("slug", required=False, **SLUG)
@click.option("--interview", is_flag=True, help="No pause; graded only on submit, after a guess.")
@click.option("--minutes", type=click.IntRange(1, 600), help="Another length than the problem's own.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The seed of every grading in this session.")
@click.option("--continue", "keep", is_flag=True, help="Keep the answer that is there, not the starter.")
@click.option("--notebook", is_flag=True, help="Lay out answer.ipynb instead of answer.py.")
@with_world
def command(
    world: World,
    slug: str | None,
    interview: bool,
    minutes: int | None,
    seed: int | None,
    keep: bool,
    notebook: bool,
) -> None:
    """Practise the best next problem, or SLUG; an open session goes on with the time that is left."""
    from prep.flows import practise
    from prep.flows.choose import best_next
    from prep.flows.sitting import Sitting
    from prep.model.session import Mode
    from prep.workspace import NOTEBOOK, SCRIPT

    if world.as_json:
        raise BadUsage("practice has no JSON answer", hint="`prep code start SLUG --json` starts without a screen.")
    session = _to_go_on_with(world, slug)
    if session is None:
        if slug is None:
            choice = best_next(world.shelf.problems, practise.sessions(world.desk))
            if choice is None:
                raise NoSuchThing("there are no problems", hint="`prep doctor` shows where they are looked for.")
            click.echo(f"{choice.problem.slug}: {choice.why}", err=True)
            slug = choice.problem.slug
        session = practise.start(
            world.problem(slug),
            world.desk,
            mode=Mode.INTERVIEW if interview else Mode.PRACTISE,
            minutes=minutes,
            answer=NOTEBOOK if notebook else SCRIPT,
            keep=keep,
            seed=seed,
        )
    sitting = Sitting(session, world.problem_of(session), world.desk)
    if world.plain or not world.may_ask:
        from prep.cli.lines import sit

        sit(sitting, world.console)
    else:
        from prep.screens.practice import PracticeApp

        PracticeApp(sitting).run()
        _say_goodbye(world, sitting.session)


def _to_go_on_with(world: World, slug: str | None) -> Session | None:
    """The session to go on with, after what is open has been offered; None to start a new one."""
    from prep.flows import practise

    current = practise.open_session(world.desk)
    if current is None or slug in (None, current.slug):
        waiting = current or (practise.unfinished(world.desk, slug) if slug else None)
        return _offered(world, waiting) if waiting else None
    if slug is None:
        return current
    world.problem(slug)  # a name that does not exist is told before anything is parked
    from prep.cli import show

    world.console.print(show.session_line(current, world.clock()))
    if not world.may_ask:
        raise BadUsage(
            f"a session on {current.slug!r} is open",
            hint=f"`prep code` goes on with it; `prep code finish` ends it; `prep code start {slug} --park` parks it.",
        )
    choice = click.prompt("Another session is open", type=click.Choice(["go-on", "park", "finish"]), default="go-on")
    if choice == "go-on":
        return current
    if choice == "park":
        practise.pause(current, world.desk, why="parked")
    else:
        practise.finish(current, world.desk)
    return practise.unfinished(world.desk, slug)


def _offered(world: World, session: Session) -> Session | None:
    """Offer to go on with an open session; No finishes it and starts anew."""
    if not world.may_ask or world.plain:
        return session
    from prep.cli import show
    from prep.flows import practise

    world.console.print(show.session_line(session, world.clock()))
    if click.confirm("Go on with it?", default=True):
        return session
    practise.finish(session, world.desk)
    return None


def _say_goodbye(world: World, session: Session) -> None:
    from prep.cli import show

    if session.open:
        world.console.print(show.session_line(session, world.clock()))
        world.console.print("`prep code` goes on with it.")
    elif session.score is not None:
        world.console.print(show.scored(session))
    else:
        click.echo("`prep code finish` takes your self-score.", file=sys.stderr)
