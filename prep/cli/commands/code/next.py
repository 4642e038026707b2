"""`prep code next`: the next stage, or the next follow-up question."""

from __future__ import annotations

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep code next")
@click.option("--answer", is_flag=True, help="Show what a strong answer to the follow-up says.")
@with_world
def command(world: World, answer: bool) -> None:
    """Open the next stage, or ask the next follow-up question.

    A stage opens once the one before is green, and follow-ups come after a pass.
    Answer a follow-up aloud first; `prep code next --answer` shows what a strong answer says.
    """
    from rich.text import Text

    from prep.cli import show
    from prep.errors import BadUsage
    from prep.flows import practise
    from prep.model.problem import Stage

    session = world.open_session()
    problem = world.problem_of(session)
    if answer:
        if not session.follow_ups:
            raise BadUsage("no follow-up was asked yet", hint="`prep code next` asks one after a pass.")
        pair = problem.follow_ups[session.follow_ups - 1]
        data = {"number": session.follow_ups, "question": pair.question, "answer": pair.answer}
        world.show("code next", data, Text(pair.question, style="bold"), Text(pair.answer))
        return
    session, step = practise.next_step(session, problem, world.desk)
    if isinstance(step, Stage):
        data = {"stage": session.stage, "of": problem.last_stage, "title": step.title, "statement": step.statement}
        title = Text(f"stage {session.stage} of {problem.last_stage}: {step.title}", style="bold")
        world.show("code next", data, title, show.markdown(step.statement))
    else:
        data = {"number": session.follow_ups, "of": len(problem.follow_ups), "question": step.question}
        then = Text("Say your answer aloud, then: prep code next --answer", style="dim")
        world.show("code next", data, Text(step.question, style="bold"), then)
