"""Pictures of how well you know yourself: your marks against the others', and your guesses against what came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from prep.model.calibration import Bias, Pair
from prep.model.rubric import MARKS
from prep.report.sheet import SIZE, SMALL, WIDE, Ink, Sheet, fitting


def calibration(of: Sequence[tuple[Bias, Sequence[Pair]]], width: int) -> Sheet:
    """Each criterion's own marks against the others: on the line they agree, below it one's own are too high."""
    side, high = 250, 326
    columns = 1 if width < WIDE else 2
    sheet = Sheet(width, -(-len(of) // columns) * high)
    for number, (bias, pairs) in enumerate(of):
        x, y = number % columns * 380 + 30, number // columns * high + 30
        sheet.text(x, y - 16, fitting(f"{bias.title}, n={bias.n}", side + 20), bold=True)
        _grid(sheet, x, y, side, [(str(mark), (mark - 0.5) / 4) for mark in MARKS])
        counts = Counter((pair.own, pair.other) for pair in pairs)
        for (own, other), many in sorted(counts.items()):
            here = (x + (own - 0.5) / 4 * side, y + side - (other - 0.5) / 4 * side)
            _bubble(sheet, here, many, over=own > other, under=own < other)
        sheet.text(x + side / 2, y + side + 34, "your own mark", Ink.SOFT, at="center", size=SMALL)
        sheet.text(x + 4, y + 10, f"↑ {bias.against}", Ink.SOFT, size=SMALL)
        sheet.text(x + side - 4, y + side - 12, "too high", Ink.BAD, at="right", size=SMALL)
    return sheet


def guesses(made: Sequence[tuple[int, bool]], width: int) -> Sheet:
    """How often each guess came true: on the line, as often as was said; below it, less often."""
    side, x, y = 250, 40, 14
    sheet = Sheet(width, side + 64)
    _grid(sheet, x, y, side, [(f"{step}%", (step + 10) / 120) for step in (10, 30, 50, 70, 90)])
    for number, (step, came) in enumerate(by_guess(made).items()):
        rate = sum(came) / len(came)
        here = (x + (step + 10) / 120 * side, y + side - (rate * 100 + 10) / 120 * side)
        _bubble(sheet, here, len(came), over=rate * 100 < step, under=rate * 100 > step)
        if width >= WIDE:
            line = y + 40 + number * 30
            sheet.text(x + side + 60, line, f"said {step}%", size=SIZE)
            sheet.text(x + side + 150, line, f"passed {sum(came)} of {len(came)}", Ink.SOFT, size=SIZE)
    sheet.text(x + side / 2, y + side + 34, "your chance, said before", Ink.SOFT, at="center", size=SMALL)
    sheet.text(x + 4, y + 10, "↑ passed", Ink.SOFT, size=SMALL)
    sheet.text(x + side - 4, y + side - 12, "too hopeful", Ink.BAD, at="right", size=SMALL)
    return sheet


def by_guess(made: Sequence[tuple[int, bool]]) -> dict[int, list[bool]]:
    """What came of each guess, the lowest guess first."""
    return {step: [passed for guess, passed in made if guess == step] for step in sorted({each for each, _ in made})}


def _grid(sheet: Sheet, x: float, y: float, side: float, steps: Sequence[tuple[str, float]]) -> None:
    for words, share in steps:
        sheet.line([(x + share * side, y), (x + share * side, y + side)], Ink.RULE)
        sheet.line([(x, y + side - share * side), (x + side, y + side - share * side)], Ink.RULE)
        sheet.text(x + share * side, y + side + 14, words, Ink.SOFT, at="center", size=SMALL)
        sheet.text(x - 8, y + side - share * side, words, Ink.SOFT, at="right", size=SMALL)
    sheet.line([(x, y + side), (x + side, y)], Ink.INK, width=1.5)


def _bubble(sheet: Sheet, here: tuple[float, float], many: int, *, over: bool, under: bool) -> None:
    """How many there are is in it; too high is orange, too modest hollow, right is blue."""
    sheet.dots([here], Ink.BAD if over else Ink.GOOD, size=min(18 + 4 * many**0.5, 40), hollow=under)
    sheet.text(*here, str(many), Ink.GOOD if under else Ink.PAPER, at="center", size=SMALL, bold=True)
