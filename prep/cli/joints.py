"""Names in narrow columns: `mask-after-softmax` breaks where it is joined, and only a piece too long within itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.style import StyleType
from rich.text import Text

from prep.model.text import printable

WIDEST_PIECE = 20
"""Beside longer ones a table has no room for its numbers: they are broken."""
_PIECE = re.compile(r"[^-/ ]*[-/ ]?")


@dataclass(frozen=True)
class Joined:
    """A name as a cell of a table."""

    name: str
    style: StyleType = ""

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """From its longest piece to all of it on one line."""
        whole = cell_len(printable(self.name))
        return Measurement(min(room_for([self.name]), whole), whole).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Its lines, no wider than there is room."""
        lines = [""]
        for piece in _pieces(self.name):
            word = piece.rstrip()
            if cell_len(lines[-1] + word) <= options.max_width:
                lines[-1] += piece
            else:
                lines += chop_cells(word, max(options.max_width, 1))
                lines[-1] += piece.removeprefix(word)
        yield Text("\n".join(line.rstrip() for line in lines if line), style=self.style)


def room_for(names: Iterable[str]) -> int:
    """How wide a column must be, so that no piece of these names is broken."""
    longest = max((cell_len(piece.rstrip()) for name in names for piece in _pieces(name)), default=0)
    return min(longest, WIDEST_PIECE)


def _pieces(name: str) -> list[str]:
    return [piece for piece in _PIECE.findall(printable(name)) if piece]
