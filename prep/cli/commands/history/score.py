"""`prep history score`: somebody else's marks, which your own are held against."""

from __future__ import annotations

from typing import IO

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep history score 1 --by Ada --file sheet.json")
@click.argument("which", metavar="NUMBER|ID")
@click.option("--by", default="", metavar="NAME", help="Who marked it.")
@click.option("--file", type=click.File("r", encoding="utf-8"), help="The filled sheet; `-` reads standard input.")
@click.option("--template", is_flag=True, help="Print an empty sheet: your own marks are not on it.")
@with_world
def command(world: World, which: str, by: str, file: IO[str] | None, template: bool) -> None:
    """Add a second opinion on a session, a rehearsal or an answer.

    On an answer it decides when the question is due again, in the place of your own marks.

    Give a grader the empty sheet, and yours only afterwards: whoever has seen your marks is no second opinion.
    """
    import json

    from rich.text import Text

    from prep.errors import BadContent, BadUsage
    from prep.flows import asking, past
    from prep.model.answer import Answered
    from prep.model.opinion import blank_sheet

    number, episode = past.found(which, world.history)
    if template:
        rubric, criteria = past.criteria_of(episode)
        sheet = blank_sheet(episode.id, f"{episode.slug}, {episode.day.isoformat()}", rubric, criteria)
        if world.as_json:
            world.show("history score", sheet)
        else:
            click.echo(json.dumps(sheet, indent=2, ensure_ascii=False))
        return
    if file is None:
        raise BadUsage("which sheet?", hint="--file SHEET.json; `--template` prints an empty one.")
    try:
        sheet = json.load(file)
    except (ValueError, RecursionError) as error:
        raise BadContent(f"the sheet is not JSON: {error}", hint="`--template` prints an empty one.") from error
    past.add_opinion(episode, by, sheet, world.history)
    given = {id: mark for id, mark in sheet["marks"].items() if mark is not None}
    data = {"id": episode.id, "number": number, "by": by.strip(), "marks": given}
    words = ", ".join(f"{id} {mark}" for id, mark in given.items())
    lines = [Text(f"{by.strip()} on {number} ({episode.slug}): {words}")]
    if isinstance(episode.done, Answered):
        data["next"] = asking.next_time(episode.done.key, world.chair)
        lines.append(Text(f"The question is asked {data['next']}."))
    world.show("history score", data, *lines)
