"""`prep code new`: a folder whose comments teach the format of a problem."""

from __future__ import annotations

from pathlib import Path

import click

from prep.cli.world import World, with_world
from prep.errors import BadUsage


@click.command(epilog="Example: prep code new my-problem --into ~/my-pack")
@click.argument("slug")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="The pack to write to; see PREP_CONTENT."
)
@with_world
def command(world: World, slug: str, into: Path | None) -> None:
    """Write a problem folder to fill in.

    Its comments teach the format, and `prep code audit` says what is still missing. It goes to the first folder
    of PREP_CONTENT, or to --into, under problems/SLUG.
    """
    from rich.text import Text

    from prep.catalogue.names import RESERVED, is_kebab
    from prep.cli import show
    from prep.flows.author import write_problem

    if not is_kebab(slug) or slug in RESERVED:
        raise BadUsage(
            f"{slug!r} cannot be the name of a problem",
            hint="Lower-case words joined by hyphens, and not the name of a command: `my-problem`.",
        )
    pack = into or (world.places.content[0] if len(world.places.content) > 1 else None)
    if pack is None:
        raise BadUsage("there is no pack to write to", hint="Name one with --into FOLDER, or set PREP_CONTENT to it.")
    folder = pack.expanduser() / "problems" / slug
    if folder.exists():
        raise BadUsage(f"{folder} is there already", hint="Choose another slug; nothing was written.")
    files = write_problem(folder)
    data = {"folder": str(folder), "files": [str(file.relative_to(folder)) for file in files]}
    then = Text.assemble("next: fill in the lines with ✎, then ", (f"prep code audit {slug}", "bold"))
    pack = pack.expanduser().resolve()
    unknown = pack not in [each.resolve() for each in world.places.content]
    where = [Text(f"so that it is found: export PREP_CONTENT={pack}", no_wrap=True)] if unknown else []
    world.show("code new", data, show.path_line("written:", folder), *where, then)
