"""The page for the night before, written to a file or shown as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from prep.errors import BadUsage, PrepError

if TYPE_CHECKING:
    from prep.cli.world import World


def write_card(world: World, name: str, *, out: Path | None, force: bool, text: bool) -> None:
    """What `prep why --card` does: ./why-NAME.html, or `out`, or text."""
    from rich.text import Text

    from prep.cli import show
    from prep.flows import asking, why
    from prep.report.why_card import night_before, why_page, why_text

    if text and (out is not None or force):
        raise BadUsage("--text writes no file", hint="Leave out --out and --force.")
    company = why.company(world.places.companies, name)
    bank, chair = world.bank(why.BANK), world.chair
    versions = [version for each in bank.questions for version in asking.versions(each.key, chair)]
    card = night_before(company, bank, versions, asking.all_answered(chair), chair.today)
    data = {
        "company": company.name,
        "facts": len(company.facts),
        "written": [question.key for question, _ in card.written],
        "best": [each.key for each in card.best],
        "file": None,
    }
    if text:
        world.show("why", data, Text(why_text(card), no_wrap=True))
        return
    stem = why.company_file(world.places.companies, name).stem
    file = out or Path(f"why-{stem}.html")
    _write(file, why_page(card), force=force)
    data["file"] = str(file)
    world.show("why", data, show.path_line("written:", file, "; open it in a browser and print it"))


def _write(file: Path, page: str, *, force: bool) -> None:
    try:
        with file.open("w" if force else "x", encoding="utf-8") as card:
            card.write(page)
    except FileExistsError:
        raise BadUsage(f"{file} is there already", hint="--force writes over it; --out FILE goes elsewhere.") from None
    except OSError as error:
        raise PrepError(f"{file} could not be written: {error.strerror}", hint="Choose another with --out.") from error
