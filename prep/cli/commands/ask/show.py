"""`prep ask show`: one question, who asks it, and what you said to it so far."""

from __future__ import annotations

import click

from prep.cli.questions import KEY, find_question
from prep.cli.world import World, with_world


@click.command(epilog="Example: prep ask show motivation/why-us-why-now")
@click.argument("key", **KEY)
@click.option("--strong", is_flag=True, help="Also what a strong answer shows, and what warns a listener.")
@with_world
def command(world: World, key: str, strong: bool) -> None:
    """Show a question, who asks it, and what you said.

    What a strong answer shows stays hidden unless you ask for it.
    """
    from prep.cli.show_questions import question_lines
    from prep.flows import asking

    question = find_question(world, key)
    answers = asking.all_answered(world.chair, key=question.key)
    kept = asking.versions(question.key, world.chair)
    data = {
        "key": question.key,
        "question": question.text,
        "asker": {"title": question.asker.title, "who": question.asker.who, "wants": question.asker.wants},
        "seconds": question.seconds,
        "answers": [
            {
                "id": each.id,
                "at": each.at.isoformat(timespec="seconds"),
                "score": each.score,
                "marks": dict(each.marks),
                "counted": each.counted,
                "counted_by": each.second.by if each.second is not None else "",
            }
            for each in answers
        ],
        "versions": [
            {"id": each.id, "at": each.at.isoformat(timespec="seconds"), "text": each.text, "company": each.company}
            for each in kept
        ],
    }
    if strong:
        data |= {"shows": question.shows, "red_flags": question.red_flags, "follow_ups": question.follow_ups}
    world.show("ask show", data, *question_lines(question, answers, kept, strong=strong))
