"""What `prep talk` and `prep talk resume` have in common: a rehearsal, on a screen or as lines, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from prep.cli.typed import Typed
    from prep.cli.world import World
    from prep.flows.speaking import Coming
    from prep.model.rehearsal import Rehearsal
    from prep.screens.standing_words import Look


def look_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what a speaker wants to see and hear."""
    options = (
        click.option(
            "--display",
            type=click.Choice(["strict", "loose"]),
            default="strict",
            help="strict: minutes and seconds; loose: no seconds, a light for the section.",
        ),
        click.option("--slides", is_flag=True, help="Mirror the plan by slide."),
        click.option("--bell", is_flag=True, help="Ring when a section is over its time, and at the end."),
        click.option("--qa", is_flag=True, help="Questions from the audience afterwards."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def look_of(display: str, slides: bool, bell: bool) -> Look:
    """The look that was asked for."""
    from prep.screens.standing_words import Look

    return Look(loose=display == "loose", slides=slides, bell=bell)


def rehearse_it(world: World, begun: Coming | Rehearsal, look: Look, *, said: str = "", qa: bool = False) -> None:
    """Serve a rehearsal until somebody leaves; then the questions, if they were asked for."""
    from prep.cli.typed import Typed

    typed = None if world.may_draw else Typed()
    rehearsal = _serve(world, begun, look, typed, said=said, asks=qa)
    if rehearsal is None or not qa or rehearsal.finished is None or rehearsal.score is not None:
        return
    from prep.cli.question_time import ask_questions

    ask_questions(world, world.talk_of(rehearsal), typed=typed)
    _serve(world, rehearsal, look, typed)


def _serve(
    world: World, begun: Coming | Rehearsal, look: Look, typed: Typed | None, *, said: str = "", asks: bool = False
) -> Rehearsal | None:
    if typed is not None:
        from prep.cli.talk_lines import speak

        there = world.may_ask
        return speak(begun, world.lectern, look, world.console, said=said, asks=asks, there=there, lines=typed)
    from prep.cli.closing import on_screen
    from prep.screens.rehearsal import RehearsalApp

    if said:
        world.console.print(said)
    app = RehearsalApp(begun, world.lectern, look, said=said, asks=asks)
    try:
        on_screen(app)
    finally:
        # Questions follow a talk that is over, if they were asked for; else this is what stays in the terminal.
        if app.speaking is not None and not (asks and app.speaking.finished):
            for line in farewell(app.speaking.rehearsal, world, look):
                world.console.print(line)
    return app.speaking.rehearsal if app.speaking is not None else None


def farewell(rehearsal: Rehearsal, world: World, look: Look) -> list[str]:
    """What stays in the terminal after the screen: how it stands, or what was measured, and what to do next."""
    from prep.model.rehearsed import result, result_lines
    from prep.model.standing import standing
    from prep.screens.standing_words import status

    if rehearsal.open:
        now = world.clock()
        return [
            status(rehearsal, standing(rehearsal, now), now, look),
            "`prep talk resume` goes on with it; the slot clock does not wait.",
        ]
    lines = list(result_lines(result(rehearsal)))
    if rehearsal.surprise is not None:
        lines.append(f"`--surprise --seed {rehearsal.seed}` brings the same surprise again")
    if rehearsal.score is None:
        lines.append("`prep talk score` takes your self-score.")
    return lines
