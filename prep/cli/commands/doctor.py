"""`prep doctor`: what is installed, what protects you, and where your files are."""

from __future__ import annotations

import platform
from typing import Any

import click

import prep
from prep.cli.world import World, with_world


@click.command(epilog="Example: prep doctor --json")
@with_world
def command(world: World) -> int:
    """Check this installation: versions, isolation, content, history. Exit code 0 if all is well."""
    from importlib.metadata import PackageNotFoundError, version

    from rich.table import Table
    from rich.text import Text

    from prep.flows.health import grader_works, isolation

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return "missing"

    packages = {name: installed(name) for name in ("click", "numpy", "pydantic", "pytest", "rich", "textual")}
    trouble = [f"{name} is not installed" for name, found in packages.items() if found == "missing"]
    trouble += [str(fault) for fault in world.shelf.faults]
    facts = world.history.facts()
    trouble += [f"line {line.number} of the history is damaged: {line.reason}" for line in world.history.damaged]
    works = grader_works()
    if not works.ok:
        trouble.append(f"the grader does not work here: {works.words}")
    layers = isolation()
    data: dict[str, Any] = {
        "prep": prep.__version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": packages,
        "content": [str(folder) for folder in world.places.content],
        "problems": len(world.shelf.problems),
        "home": str(world.places.home),
        "facts": len(facts),
        "grader": {"works": works.ok, "seconds": works.seconds},
        "isolation": [layer.name for layer in layers if layer.active],
        "missing": [layer.name for layer in layers if not layer.active],
        "trouble": trouble,
    }
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("prep", f"{prep.__version__} on Python {platform.python_version()}")
    table.add_row("packages", ", ".join(f"{name} {found}" for name, found in packages.items()))
    table.add_row("content", "\n".join(data["content"]) + f"\n{len(world.shelf.problems)} problems")
    table.add_row("home", f"{world.places.home}\n{len(facts)} facts in {world.places.journal.name}")
    table.add_row("grader", f"works ({works.seconds:.1f} s for a right answer)" if works.ok else works.words)
    for number, layer in enumerate(layers):
        sign = Text("✓ ", style="green") if layer.active else Text("· ", style="yellow")
        table.add_row("isolation" if number == 0 else "", Text.assemble(sign, layer.words))
    verdict = Text("All is well.", style="green") if not trouble else Text("\n".join(trouble), style="yellow")
    world.show("doctor", data, table, verdict)
    return 1 if trouble else 0
