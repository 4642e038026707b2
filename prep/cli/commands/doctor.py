"""`prep doctor`: what is installed, what protects you, and where your files are."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

import click

import prep
from prep.cli.world import World, with_world

if TYPE_CHECKING:
    from prep.history.journal import DamagedLine

EXTRAS = ("matplotlib", "pypdf", "pyyaml")
"""What `prep history report` draws with, and `prep talk import` reads some decks with; the rest works without."""


@click.command(epilog="Example: prep doctor --json")
@with_world
def command(world: World) -> int:
    """Check versions, isolation, content and history.

    Exit code 0 if all is well; else the last lines say what is not.
    """
    from importlib.metadata import PackageNotFoundError, version

    from rich.table import Table
    from rich.text import Text

    from prep.errors import PrepError
    from prep.flows.health import grader_works, isolation, kept_from
    from prep.model.text import counted

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return "missing"

    packages = {name: installed(name) for name in ("click", "fsrs", "numpy", "pydantic", "pytest", "rich", "textual")}
    extras = {name: installed(name) for name in EXTRAS}
    trouble = [f"{name} is not installed" for name, found in packages.items() if found == "missing"]
    trouble += [str(fault) for fault in (*world.shelf.faults, *world.talk_shelf.faults)]
    facts = 0
    try:
        facts = world.history.number
        trouble += _damage(world.history.damaged)
    except PrepError as error:
        trouble.append(f"{error.message} ({error.hint})")
    works = grader_works()
    if not works.ok:
        trouble.append(f"the grader does not work here: {works.words}")
    layers = isolation(works.isolation)
    data: dict[str, Any] = {
        "prep": prep.__version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": packages,
        "extras": extras,
        "content": [str(folder) for folder in world.places.content],
        "problems": len(world.shelf.problems),
        "talks": len(world.talk_shelf.talks),
        "home": str(world.places.home),
        "facts": facts,
        "grader": {"works": works.ok, "seconds": works.seconds},
        "isolation": [layer.name for layer in layers if layer.active],
        "missing": [layer.name for layer in layers if not layer.active],
        "answers_cannot": kept_from(works.isolation),
        "trouble": trouble,
    }
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("prep", f"{prep.__version__} on Python {platform.python_version()}")
    table.add_row("packages", ", ".join(f"{name} {found}" for name, found in packages.items()))
    table.add_row("extras", ", ".join(f"{name} {found}" for name, found in extras.items()))
    if "missing" in extras.values():
        table.add_row("", "`pip install 'prep[all]'` draws the report, and reads slides from PDF and Quarto")
    held = f"{counted(len(world.shelf.problems), 'problem')}, {counted(len(world.talk_shelf.talks), 'talk')}"
    table.add_row("content", "\n".join((*data["content"], held)))
    own = f"{counted(facts, 'fact')} in {world.places.journal.name}; your talks in {world.places.talks.name}/"
    table.add_row("home", f"{world.places.home}\n{own}")
    table.add_row("grader", f"works ({works.seconds:.1f} s for a right answer)" if works.ok else works.words)
    for number, layer in enumerate(layers):
        sign = Text("✓ ", style="green") if layer.active else Text("· ", style="yellow")
        table.add_row("isolation" if number == 0 else "", Text.assemble(sign, layer.words))
    for number, words in enumerate(data["answers_cannot"]):
        table.add_row("answers cannot" if number == 0 else "", words)
    verdict = Text("All is well.", style="green") if not trouble else Text("\n".join(trouble), style="yellow")
    world.show("doctor", data, table, verdict)
    return 1 if trouble else 0


def _damage(lines: tuple[DamagedLine, ...]) -> list[str]:
    """The damaged lines of the history in one sentence."""
    if not lines:
        return []
    from prep.model.text import counted

    first = f"line {lines[0].number}: {lines[0].reason}"
    many = counted(len(lines), "line")
    return [f"{many} of the history cannot be read, the rest is whole (first {first}); see `prep history check`"]
