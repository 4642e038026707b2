"""`prep why`: three askers, "why here?", and what the answers have in common."""

from __future__ import annotations

import secrets
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prep.cli.world import World, with_world
from prep.errors import BadUsage, NoSuchThing

if TYPE_CHECKING:
    from prep.model.asking import Pick
    from prep.model.company import Company
    from prep.model.question import Bank
    from prep.model.why import WhySitting


@click.command(epilog="Example: prep why --company Acme")
@click.option(
    "--company", default="", metavar="NAME", help="Whom it is for; your facts about them are shown afterwards."
)
@click.option("--asker", default="", metavar="ID", help="Only this role asks: recruiter, researcher, manager or hr.")
@click.option("--number", type=click.IntRange(1, 20), metavar="N", help="How many questions (3).")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The same seed and history draw the same questions.")
@click.option("--new", is_flag=True, help="Begin anew where a sitting of today was interrupted.")
@click.option("--dry-run", is_flag=True, help="Only show who would ask what.")
@click.option("--facts", metavar="NAME", help="Lay out the page for your facts about a company, and open it.")
@click.option("--card", metavar="COMPANY", help="Write one page to print, for the night before.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the card there.")
@click.option("--force", is_flag=True, help="Write the card over a file that is there.")
@click.option("--text", is_flag=True, help="The card as plain text on standard output, and no file.")
@with_world
def command(
    world: World,
    company: str,
    asker: str,
    number: int | None,
    seed: int | None,
    new: bool,
    dry_run: bool,
    facts: str | None,
    card: str | None,
    out: Path | None,
    force: bool,
    text: bool,
) -> None:
    """Answer "why here?" to three askers, and score yourself.

    Aloud or in writing. Each asker wants to know something else; after the score you see what a strong answer shows,
    and after the last your answers stand side by side. An interrupted sitting goes on with the askers that are left.
    """
    if facts is not None:
        _lay_out(world, facts)
        return
    if card is not None:
        from prep.cli.why_card import write_card

        write_card(world, card, out=out, force=force, text=text)
        return
    if out is not None or force or text:
        raise BadUsage("--out, --force and --text belong to a card", hint="`prep why --card Acme --text` shows one.")
    if world.as_json and not dry_run:
        raise BadUsage("a sitting has no JSON answer", hint="Add --dry-run for the questions it would ask.")
    from prep.flows import why

    bank = world.bank(why.BANK)
    about = _about(world, company)
    company = about.name if about is not None else company
    fresh = new or bool(asker) or number is not None or seed is not None
    sitting, drawn = _drawn(world, bank, company, asker, number, seed, fresh=fresh)
    if dry_run:
        from prep.cli.why_lines import drawn_data, drawn_lines

        world.show("why", drawn_data(drawn), *drawn_lines(drawn))
        return
    _sit(world, bank, sitting, drawn, company)


def _drawn(
    world: World, bank: Bank, company: str, asker: str, number: int | None, seed: int | None, *, fresh: bool
) -> tuple[WhySitting | None, tuple[Pick, ...]]:
    """The sitting to go on with, if there is one, and the questions to ask."""
    from prep.flows import why
    from prep.model.asking import Pick, Turn

    waiting = None if fresh else why.unfinished(bank, world.chair, company=company or None)
    if waiting is not None:
        questions = {each.key: each for each in bank.questions}
        return waiting, tuple(Pick(questions[key], Turn.NEW, "") for key in waiting.left)
    seed = secrets.randbelow(2**31) if seed is None else seed
    count = number or (1 if asker else min(why.ASKERS, len(bank.askers)))
    return None, why.draw(bank, world.chair, seed=seed, number=count, asker=asker)


def _sit(world: World, bank: Bank, sitting: WhySitting | None, drawn: tuple[Pick, ...], company: str) -> None:
    from rich.text import Text

    from prep.cli.asking import coming, hear
    from prep.cli.typed import Typed
    from prep.cli.why_lines import company_lines, compare, side_by_side
    from prep.flows import why
    from prep.flows.hearing import Hearing
    from prep.model.text import counted

    if sitting is not None:
        left = counted(len(sitting.left), "asker") if sitting.left else "the comparison"
        click.echo(f"note: this goes on with today's sitting: {left} left; --new begins another", err=True)
    sitting = sitting or why.begin(drawn, world.chair, company=company)
    about = _about(world, sitting.company, tell=False)
    typed = Typed()
    hearing = Hearing(
        coming(world, [pick.question for pick in drawn], [pick.why for pick in drawn]),
        world.chair,
        sitting=sitting.id,
        company=sitting.company,
        first=len(sitting.keys) - len(drawn) + 1,
        of=len(sitting.keys),
    )
    title = f"why {sitting.company}?" if sitting.company else "why here?"
    hear(world, hearing, title=title, company=about, compare=sitting, typed=typed)
    sitting = why.again(sitting, world.chair)
    if world.may_draw:
        if sitting.compared and sitting.answers:
            world.show("why", None, *side_by_side(sitting, bank, width=world.console.width))
    elif not sitting.left:
        if not sitting.compared:
            sitting = compare(world, sitting, bank, typed)
        if about is not None:
            world.show("why", None, *company_lines(sitting, bank, about))
    if not sitting.over:
        world.console.print(Text("`prep why` goes on with it today; what you answered is kept.", style="dim"))


def _about(world: World, name: str, *, tell: bool = True) -> Company | None:
    """What is known about the company; that nothing is, is told."""
    from prep.flows import why

    if not name:
        return None
    try:
        return why.company(world.places.companies, name)
    except NoSuchThing as error:
        if tell:
            click.echo(f"note: {error.message}; {error.hint}", err=True)
        return None


def _lay_out(world: World, name: str) -> None:
    """The page for a company's facts: laid out once, opened where somebody is there to write."""
    from rich.text import Text

    from prep.cli import show
    from prep.flows import why

    file, new = why.lay_out_facts(world.places.companies, name)
    if world.may_ask:
        try:
            click.edit(filename=str(file))
        except click.ClickException as error:
            click.echo(f"note: no editor could be opened ({error.format_message()}); set EDITOR", err=True)
    data = {"file": str(file), "new": new, "facts": len(why.company(world.places.companies, name).facts)}
    what = "laid out:" if new else "it is there already:"
    world.show(
        "why", data, show.path_line(what, file), Text(f"then: prep why --company {shlex.quote(name)}", style="dim")
    )
