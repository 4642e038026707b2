"""`prep ask story`: write a story, change one, or say which questions it answers."""

from __future__ import annotations

import click

from prep.cli.questions import complete_key
from prep.cli.world import World, with_world


@click.command(epilog="Example: prep ask story 1 --answers behavioural/a-failure")
@click.argument("story", required=False, metavar="[STORY]")
@click.option("--title", help="A few words by which you will know it again.")
@click.option("--situation", help="Where and when, in a sentence or two.")
@click.option("--task", help="What had to be done, and why it was yours.")
@click.option("--action", help="What you did, and what else you could have done.")
@click.option("--result", help="What came of it, with a number.")
@click.option("--lesson", help="What you do differently since.")
@click.option(
    "--answers", multiple=True, shell_complete=complete_key, help="A question it answers (repeat for several)."
)
@click.option("--drop", is_flag=True, help="Take it out of the bank; the history keeps it.")
@with_world
def command(
    world: World, story: str | None, title: str | None, answers: tuple[str, ...], drop: bool, **given: str | None
) -> None:
    """Write a story in five parts, or change one.

    In your editor, or from options; a number or a title says which.
    """
    from dataclasses import replace

    from rich.text import Text

    from prep.cli.questions import edit, find_question
    from prep.cli.show_questions import story_lines
    from prep.errors import BadUsage
    from prep.flows import asking
    from prep.flows.story_text import story_from_text, text_of_story
    from prep.model.answer import Story

    before = asking.find_story(story, world.chair) if story is not None else Story("", "", {})
    if drop:
        if not before.id:
            raise BadUsage("which story is to go?", hint="`prep ask stories` lists them by number.")
        asking.drop_story(before, world.chair)
        world.show("ask story", {"dropped": before.id}, Text(f"{before.title}: dropped; the history keeps it"))
        return
    keys = tuple(find_question(world, key).key for key in answers)
    parts = {name: text for name, text in given.items() if text is not None}
    changed = replace(
        before,
        title=title or before.title,
        parts={**before.parts, **parts},
        answers=tuple(dict.fromkeys((*before.answers, *keys))),
    )
    if changed == before and world.may_ask:
        edited = edit(text_of_story(before))
        changed = story_from_text(edited, before)
    if changed == before:
        raise BadUsage("nothing was written, so nothing was changed", hint="Give --title, --situation and so on.")
    kept = asking.keep_story(changed, world.chair)
    data = {"id": kept.id, "title": kept.title, "missing": list(kept.missing), "answers": list(kept.answers)}
    world.show("ask story", data, *story_lines(kept))
