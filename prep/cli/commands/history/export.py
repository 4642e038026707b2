"""`prep history export`: everything that was kept, as lines that another `prep` can take in."""

from __future__ import annotations

from pathlib import Path

import click

from prep.cli.world import World, with_world


@click.command(epilog="Example: prep history export laptop.jsonl")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path), metavar="[FILE]")
@click.option(
    "--anonymous", "without_text", is_flag=True, help="Without your texts, notes, names, talks and questions."
)
@click.option("--schema", "show_schema", is_flag=True, help="Print the JSON Schema of a line instead.")
@with_world
def command(world: World, file: Path | None, without_text: bool, show_schema: bool) -> None:
    """Write the history to a file, one fact a line.

    To FILE, or to standard output.

    `prep history import` takes it in on another machine.
    """
    import json

    from rich.text import Text

    from prep.flows.exchange import export_to, exported
    from prep.history.exchange import to_lines
    from prep.model.text import counted

    if show_schema:
        from prep.history.schema import schema

        if world.as_json:
            world.show("history export", schema())
        else:
            click.echo(json.dumps(schema(), indent=2))
        return
    facts = exported(world.history, without_text=without_text)
    world.tell_damage()
    if file is not None and str(file) != "-":
        number = export_to(file, facts, world.places)
        data = {"file": str(file), "facts": number, "anonymous": without_text}
        world.show("history export", data, Text(f"{counted(number, 'fact')} in {file}", no_wrap=True))
    elif world.as_json:
        lines = [json.loads(line) for line in to_lines(facts)]
        world.show("history export", {"file": None, "facts": len(lines), "anonymous": without_text, "lines": lines})
    else:
        for line in to_lines(facts):
            click.echo(line, nl=False)
