"""`prep talk qa`: questions about a talk, as they come after it."""

from __future__ import annotations

import click

from prep.cli.talks import TALK
from prep.cli.world import World, with_world


@click.command(epilog="Example: prep talk qa research-job-talk --count 5")
@click.argument("slug", **TALK)
@click.option("--count", type=click.IntRange(1, 200), metavar="N", help="At most so many; all if not given.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The same order again.")
@with_world
def command(world: World, slug: str, count: int | None, seed: int | None) -> None:
    """Answer questions about a talk, one at a time.

    Your own list first, then what audiences ask.

    A question is hidden until you draw it; then you have 30 to 60 seconds, with a green, a yellow and a red card.
    After your answer you see what was wanted and give yourself a mark; 3 is the bar. With --json what you are asked
    goes to stderr, and the answers come at the end.
    """
    from prep.cli.question_time import ask_questions
    from prep.flows.rehearse import new_seed

    talk = world.talk(slug)
    seed = new_seed() if seed is None else seed
    replies = ask_questions(world, talk, count=count, seed=seed)
    answers = [
        {
            "key": reply.question.key,
            "question": reply.question.text,
            "asker": reply.question.asker.id,
            "seconds": round(reply.took.total_seconds(), 1),
            "mark": reply.mark,
        }
        for reply in replies
    ]
    world.show("talk qa", {"slug": talk.slug, "seed": seed, "answers": answers})
