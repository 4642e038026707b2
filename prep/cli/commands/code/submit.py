"""`prep code submit`: grade the answer of the open session."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep code submit --guess 70")
@click.option("--guess", type=click.Choice(["10", "30", "50", "70", "90"]), help="Your chance of a pass, in per cent.")
@with_world
def command(world: World, guess: str | None) -> int:
    """Grade your answer as it stands, and remember what came of it. Exit code 0 only if it passes."""
    from prep.cli import show
    from prep.cli.advice import after_verdict
    from prep.errors import GraderBroken
    from prep.flows import practise, presence
    from prep.flows.liken import liken
    from prep.model.outcome import Outcome
    from prep.model.record import verdict_data
    from prep.model.session import GUESSES, Mode

    session = world.open_session()
    problem = world.problem_of(session)
    if guess is None and session.mode is Mode.INTERVIEW and world.may_ask:
        choices = click.Choice([str(each) for each in GUESSES])
        guess = click.prompt("Your chance of a pass, in per cent", type=choices)
    session = presence.resume(session, problem, world.desk)
    world.wait_for("grading…", problem.limits.submission)
    desk = world.warm_desk(problem)
    submitted = practise.submit(session, problem, desk, guess=int(guess) if guess else None)
    attempt = liken(submitted.session, submitted.attempt, problem, desk) or submitted.attempt
    verdict = attempt.verdict
    assert verdict is not None
    world.show(
        "code submit",
        {"slug": session.slug, "guess": submitted.attempt.guess, **verdict_data(verdict)},
        show.verdict(verdict, problem),
        after_verdict(submitted.session, problem, verdict, world.clock()),
    )
    if verdict.outcome is Outcome.GRADER_BROKEN:
        return GraderBroken.exit_code
    return 0 if verdict.passed else 1
