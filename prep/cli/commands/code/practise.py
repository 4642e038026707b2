"""`prep code [SLUG]`: go on with the open session, or start one, on a screen or as lines."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from prep.cli.folder import Otherwise
from prep.cli.world import SLUG, World, with_world
from prep.errors import BadUsage, NoSuchThing

if TYPE_CHECKING:
    from prep.model.problem import Problem
    from prep.model.session import Session


@click.command("practise", cls=Otherwise, hidden=True, epilog="Example: prep code stable-softmax")
@click.argument("slug", required=False, **SLUG)
@click.option("--interview", is_flag=True, help="No pause; graded only on submit, after a guess.")
@click.option("--minutes", type=click.IntRange(1, 600), help="Another length than the problem's own.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The seed of every grading in this session.")
@click.option("--continue", "keep", is_flag=True, help="Keep the answer that is there, not the starter.")
@click.option("--notebook", is_flag=True, help="Lay out answer.ipynb instead of answer.py.")
@click.option("--why", is_flag=True, help="Only show how the problems rank, and why.")
@with_world
def command(
    world: World,
    slug: str | None,
    interview: bool,
    minutes: int | None,
    seed: int | None,
    keep: bool,
    notebook: bool,
    why: bool,
) -> None:
    """Practise the best next problem, or SLUG; an open session goes on with the time that is left."""
    from prep.flows import practise
    from prep.flows.sitting import Sitting
    from prep.model.session import Mode
    from prep.workspace import NOTEBOOK, SCRIPT

    if why:
        from prep.cli.show_choice import show_ranking

        show_ranking(world, slug)
        return
    if world.as_json:
        raise BadUsage("practice has no JSON answer", hint="`prep code start SLUG --json` starts without a screen.")
    session = _to_go_on_with(world, slug)
    if session is not None and (interview or minutes or seed is not None or keep or notebook):
        click.echo("note: options are for a new session; this one goes on as it began", err=True)
    if session is None:
        if slug is None:
            before = practise.sessions(world.desk)
            if parked := next((each.slug for each in reversed(before) if each.open), None):
                click.echo(f"note: {parked} is parked; `prep code {parked}` goes on with it", err=True)
            from prep.flows.today import ranked_today

            ranked = ranked_today(world.problems, before, world.chair)
            if not ranked:
                raise NoSuchThing("there are no problems", hint="`prep doctor` shows where they are looked for.")
            click.echo(f"{ranked[0].problem.slug}: {ranked[0].why}", err=True)
            slug = ranked[0].problem.slug
        session = practise.start(
            _problem(world, slug),
            world.desk,
            mode=Mode.INTERVIEW if interview else Mode.PRACTISE,
            minutes=minutes,
            answer=NOTEBOOK if notebook else SCRIPT,
            keep=keep,
            seed=seed,
        )
    problem = world.problem_of(session)
    sitting = Sitting(session, problem, world.warm_desk(problem))
    if not world.may_draw:
        from prep.cli.lines import sit

        sit(sitting, world.console)
    else:
        from prep.cli.closing import on_screen
        from prep.screens.practice import PracticeApp

        try:
            on_screen(PracticeApp(sitting))
        finally:
            _say_goodbye(world, sitting.session)


def _to_go_on_with(world: World, slug: str | None) -> Session | None:
    """The session to go on with, after what is open has been offered; None to start a new one."""
    from prep.flows import practise

    current = practise.open_session(world.desk)
    if current is None or slug is None or slug == current.slug:
        waiting = current or (practise.unfinished(world.desk, slug) if slug else None)
        return _offered(world, waiting) if waiting else None
    _problem(world, slug)  # a name that does not exist is told before anything is parked
    if not world.may_ask:
        raise BadUsage(
            f"a session on {current.slug!r} is open",
            hint=f"`prep code` goes on with it; `prep code finish` ends it; `prep code start {slug} --park` parks it.",
        )
    _show_line(world, current)
    choice = click.prompt("It is open: what now?", type=click.Choice(["go-on", "park", "finish"]), default="go-on")
    if choice == "go-on":
        return current
    if choice == "park":
        practise.pause(current, world.desk, why="parked")
    else:
        practise.finish(current, world.desk)
    return practise.unfinished(world.desk, slug)


def _offered(world: World, session: Session) -> Session | None:
    """Offer to go on with an open session; No finishes it and starts anew."""
    if not world.may_draw:
        return session
    from prep.flows import practise

    _show_line(world, session)
    if click.confirm("Go on with it? (n finishes it and archives your answer)", default=True):
        return session
    practise.finish(session, world.desk)
    return None


def _problem(world: World, slug: str) -> Problem:
    """The problem of that name; the word may have been meant as a command, too."""
    import difflib

    try:
        return world.problem(slug)
    except NoSuchThing as error:
        group = click.get_current_context().parent
        names = group.command.list_commands(group) if group and isinstance(group.command, click.Group) else []
        if meant := difflib.get_close_matches(slug, names, n=1, cutoff=0.7):
            others = "" if meant == ["list"] else " `prep code list` shows the problems."
            error.hint = f"Did you mean `prep code {meant[0]}`?{others}"
        raise


def _show_line(world: World, session: Session) -> None:
    """An open session in one line, with the time that going on with it leaves."""
    from prep.cli import show
    from prep.flows.presence import as_left

    world.console.print(show.session_line(as_left(session, world.desk), world.clock()))


def _say_goodbye(world: World, session: Session) -> None:
    from prep.cli import show

    if session.open:
        world.console.print(show.session_line(session, world.clock()))
        world.console.print("`prep code` goes on with it.")
    elif session.score is not None:
        world.console.print(show.scored(session))
    else:
        click.echo("`prep code finish` takes your self-score.", file=sys.stderr)
