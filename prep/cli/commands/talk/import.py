"""`prep talk import`: a talk from the slides you have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from prep.cli.world import World, warn, with_world

if TYPE_CHECKING:
    from prep.flows.outline_talk import Outline
    from prep.model.deck import Deck


@click.command(epilog="Example: prep talk import slides.pdf --minutes 45 --slug my-talk")
@click.argument("deck", type=click.Path(path_type=Path))
@click.option("--slug", metavar="NAME", help="The talk's name; by default the file's or the title's.")
@click.option("--minutes", type=click.IntRange(5, 180), default=45, show_default=True, help="Speaking time in full.")
@click.option("--dry-run", is_flag=True, help="Show what would be guessed; write nothing.")
@with_world
def command(world: World, deck: Path, slug: str | None, minutes: int, dry_run: bool) -> None:
    """Make a talk of the slides you have.

    Reads PDF, PowerPoint (.pptx), Beamer (.tex), and Marp, Quarto or reveal Markdown; notes of pdfpc beside a PDF
    too. It shows the sections it found, shares the minutes by slides, and writes a talk.toml to edit. The first
    section, the main result and the conclusion become musts, the others follow by length: guesses, for you to put
    right. Nothing that is there already is overwritten.
    """
    from rich.text import Text

    from prep.cli import show
    from prep.cli.show_deck import outline_lines
    from prep.decks import SECONDS, read_deck
    from prep.flows.outline_talk import outline, slug_for, taken
    from prep.flows.talk_file import write_talk

    world.wait_for("reading the deck", SECONDS)
    slides = read_deck(deck)
    name = slug_for(slug, file=deck, title=slides.title, taken=taken(world.places))
    found = outline(slides, minutes, name)
    for words in found.warnings:
        warn(words)
    folder = world.places.talks / name
    data = _data(found, slides) | {"folder": str(folder), "written": not dry_run}
    if dry_run:
        then = show.path_line("nothing was written; without --dry-run it goes to", folder)
        world.show("talk import", data, outline_lines(found, slides), then)
        return
    write_talk(found.talk, folder)
    then = Text.assemble("next: edit it, then ", (f"prep talk plan {name} --all", "bold"))
    where = show.path_line("written:", folder / "talk.toml")
    world.show("talk import", data, outline_lines(found, slides), where, then)


def _data(found: Outline, deck: Deck) -> dict[str, Any]:
    """The guess as it is answered with `--json`; all times are minutes."""
    from prep.cli.talks import in_minutes

    return {
        "slug": found.talk.slug,
        "title": found.talk.title,
        "minutes": found.talk.minutes,
        "slides": deck.slides,
        "hidden": sum(part.hidden for part in deck.parts),
        "how": found.how,
        "sections": [
            {
                "title": section.title,
                "slides": section.slides,
                "minutes": in_minutes(section.target),
                "least": in_minutes(section.least),
                "tier": section.tier,
                "priority": section.priority,
                "why": reason,
                "notes": section.notes,
            }
            for section, reason in zip(found.talk.sections, found.reasons, strict=True)
        ],
        "backup": [{"title": part.title, "slides": (part.first, part.last)} for part in found.backup],
        "warnings": list(found.warnings),
    }
