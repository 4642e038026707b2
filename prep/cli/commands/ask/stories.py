"""`prep ask stories`: what you can tell, and which questions have no story yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from prep.cli.world import World, with_world

if TYPE_CHECKING:
    from rich.console import RenderableType

    from prep.model.answer import Story


@click.command(epilog="Example: prep ask stories")
@click.argument("story", required=False, metavar="[STORY]")
@with_world
def command(world: World, story: str | None) -> None:
    """List your stories and what each answers.

    With a number or a title, show that one whole.
    """
    from rich.text import Text

    from prep.cli.show_questions import stories_table, story_lines
    from prep.flows import asking
    from prep.model.text import counted

    if story is not None:
        found = asking.find_story(story, world.chair)
        world.show("ask stories", _data(found), *story_lines(found))
        return
    stories = asking.stories(world.chair)
    questions = [question for bank in world.banks if bank.rubric == "behavioural" for question in bank.questions]
    untold = asking.untold(questions, world.chair)
    data = {"stories": [_data(each) for each in stories], "untold": [question.key for question in untold]}
    empty = Text("No story yet. `prep ask story` writes the first.")
    lines: list[RenderableType] = [stories_table(stories) if stories else empty]
    lines.append(
        Text(f"{len(untold)} of {counted(len(questions), 'behavioural question')} without a story:", style="dim")
    )
    lines += [Text(f"  {question.key}", style="dim") for question in untold[:5]]
    if len(untold) > 5:
        lines.append(Text(f"  and {len(untold) - 5} more (--json lists them)", style="dim"))
    world.show("ask stories", data, *lines)


def _data(story: Story) -> dict[str, Any]:
    return {"id": story.id, "title": story.title, "parts": dict(story.parts), "answers": list(story.answers)}
