"""`prep history check`: whether every fact is whole, and what to do if one is not."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from prep.cli.world import World, with_world

if TYPE_CHECKING:
    from prep.flows.check_history import Headless
    from prep.history.damage import Lost

MOST_SAID = 10


@click.command(epilog="Example: prep history check")
@click.option("--repair", is_flag=True, help="Set damaged lines aside, in a file that is kept.")
@with_world
def command(world: World, repair: bool) -> int:
    """Verify the journal, and build the index again.

    What only an index still holds goes back into the journal; it says what cannot be had back.

    Exit code 0 if the journal is whole, 1 if lines are damaged, 3 if it cannot be read at all.
    """
    from rich.console import RenderableType
    from rich.text import Text

    from prep.cli import show
    from prep.flows.check_history import check
    from prep.model.text import counted

    found = check(world.history, world.places, repair=repair)
    examined = found.examined
    data = {
        "facts": len(examined.ids),
        "bytes": examined.size,
        "twice": examined.twice,
        "unordered": examined.unordered,
        "damaged": [asdict(each) for each in examined.lost],
        "headless": [asdict(each) for each in found.headless],
        "whole": found.whole,
        "kept": found.kept and str(found.kept),
        "earlier": [str(path) for path in found.earlier],
        "index": found.index,
        "rescued": len(found.rescued),
        "indexes": [str(path) for path in found.indexes],
        "gone": found.gone,
    }
    lines: list[RenderableType] = [
        Text(f"{counted(len(examined.ids), 'fact')} whole, every checksum right ({examined.size:,} bytes)")
    ]
    if examined.unordered:
        lines.append(Text(f"{counted(examined.unordered, 'line')} out of order, as an import leaves them: no harm"))
    if examined.twice:
        lines.append(Text(f"{counted(examined.twice, 'fact')} there twice, read once: no harm"))
    rebuilt = "index built again from the journal" if found.index else "no index can be written; memory answers"
    lines.append(Text(rebuilt))
    lines += [Text(_lost(each), style="yellow") for each in examined.lost[:MOST_SAID]]
    if len(examined.lost) > MOST_SAID:
        lines.append(Text(f"and {counted(len(examined.lost) - MOST_SAID, 'more damaged line')}", style="yellow"))
    if found.rescued:
        lines.append(Text(f"{counted(len(found.rescued), 'fact')} had back, which only an index still held"))
    gone = [_headless(each) for each in found.headless]
    gone = [f"{counted(found.gone, 'damaged line')}", *gone] if found.gone else gone
    if gone:
        lines.append(Text(f"cannot be had back: {'; '.join(gone[:MOST_SAID])}", style="yellow"))
        lines.append(Text("an export or another machine may have it: prep history import FILE", style="dim"))
    if found.kept:
        lines.append(show.path_line("set aside, byte for byte:", found.kept))
    lines += [show.path_line("set aside earlier:", path) for path in found.earlier]
    lines += [show.path_line("index set aside earlier, and searched:", path) for path in found.indexes]
    if found.whole:
        lines.append(Text("The journal is whole.", style="green"))
    else:
        lines.append(Text("`prep history check --repair` sets them aside and keeps their bytes.", style="bold"))
    world.show("history check", data, *lines)
    return 0 if found.whole else 1


def _lost(lost: Lost) -> str:
    """A damaged line, and what it most likely was."""
    from prep.model.text import counted, printable

    what = f"; it looks like {printable(lost.kind)}" if lost.kind else ""
    of = f" of {printable(lost.about)}" if lost.kind and lost.about else ""
    at = f", {printable(lost.at)[:16].replace('T', ' ')}" if lost.kind and lost.at else ""
    inside = f"; {counted(lost.saved, 'whole fact')} inside it, which {'is' if lost.saved == 1 else 'are'} read"
    return f"line {lost.number}: {lost.reason}{what}{of}{at}{inside if lost.saved else ''}"


def _headless(each: Headless) -> str:
    from prep.model.text import counted

    return f"the start of {each.what} {each.id} ({counted(each.facts, 'fact')} of it cannot be shown)"
