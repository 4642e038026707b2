"""`prep talk card`: one page for the lectern."""

from __future__ import annotations

from pathlib import Path

import click

from prep.cli.talks import TALK, Minutes
from prep.cli.world import World, with_world
from prep.errors import BadUsage, NotPassed, PrepError


@click.command(epilog="Example: prep talk card research-job-talk --minutes 20")
@click.argument("slug", **TALK)
@click.option("--minutes", type=Minutes(), metavar="N", help="Minutes of speaking (the full length).")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--text", is_flag=True, help="Plain text on standard output, and no file.")
@with_world
def command(world: World, slug: str, minutes: float | None, out: Path | None, force: bool, text: bool) -> None:
    """Write a card for the lectern: one page to print, in large type.

    It says when each section begins, for how long it is spoken and on which slides; where something is left out, the
    bridge and the slide to jump to. The page is ./SLUG-N.html, for any browser.
    """
    from rich.text import Text

    from prep.cli import show
    from prep.cli.show_talk import infeasible
    from prep.cli.talks import plan_data, plan_of
    from prep.report.card import card_page, card_text

    if text and (out is not None or force):
        raise BadUsage("--text writes no file", hint="Leave out --out and --force.")
    talk = world.talk(slug)
    length = minutes or talk.minutes
    plan = plan_of(talk, length)
    if not plan.feasible:
        raise NotPassed(
            infeasible(plan),
            hint=f"`prep talk plan {slug} --minutes {length:g}` says what to shorten, and by how much.",
        )
    data = {**plan_data(talk, length, plan), "file": None}
    if text:
        world.show("talk card", data, Text(card_text(talk, length, plan), no_wrap=True))
        return
    file = out or Path(f"{slug}-{length:g}.html")
    _write(file, card_page(talk, length, plan), force=force)
    data["file"] = str(file)
    world.show("talk card", data, show.path_line("written:", file, "; open it in a browser and print it"))


def _write(file: Path, page: str, *, force: bool) -> None:
    try:
        with file.open("w" if force else "x", encoding="utf-8") as card:
            card.write(page)
    except FileExistsError:
        raise BadUsage(f"{file} is there already", hint="--force writes over it; --out FILE goes elsewhere.") from None
    except OSError as error:
        raise PrepError(f"{file} could not be written: {error.strerror}", hint="Choose another with --out.") from error
