"""Statistics and calibration as lines: tables with their n, and sentences."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from prep.cli.joints import Joined, room_for
from prep.cli.show_history import NARROW
from prep.model.calibration import LEAST_PAIRS, MEASURE, Bias, Guesses
from prep.model.episode import Kind
from prep.model.rubric import JOB_TALK
from prep.model.rubrics import RUBRICS
from prep.model.tally import NEWEST, SLOPE, Tally, Trend
from prep.model.text import counted, printable

COLUMNS = ("n", "tries", "pass", "time", "hints", "best", "mean")
FOR_THE_WIDE = ("tries", "hints", "best")
HEADINGS = {Kind.CODE: "Code", Kind.TALK: "Talks", Kind.QUESTION: "Questions", Kind.DAY: "Days"}


def tally_table(name: str, tallies: Sequence[Tally], width: int) -> RenderableType:
    """One line a group, the weakest first within its kind; a line of its own names each of several kinds."""
    columns = [each for each in COLUMNS if width >= NARROW or each not in FOR_THE_WIDE]
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(name, min_width=room_for(each.name for each in tallies))
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("trend", no_wrap=True)
    several = len({each.kind for each in tallies}) > 1
    for number, each in enumerate(tallies):
        if several and (number == 0 or tallies[number - 1].kind is not each.kind):
            table.add_row(Text(HEADINGS[each.kind], style="bold"))
        style = "yellow" if each.weak else ""
        cells: dict[str, str | Text] = {
            "n": str(each.n),
            "tries": str(each.attempts),
            "pass": f"{each.pass_rate:.0%}",
            "time": "" if each.share is None else f"{each.share:.0%}",
            "hints": f"{each.hints:.1f}",
            "best": f"{each.best:.3g}",
            "mean": Text(f"{each.mean:.1f}", style=style),
        }
        table.add_row(Joined(each.name, style), *(cells[column] for column in columns), Text(trend_words(each.trend)))
    return table


def trend_words(trend: Trend) -> str:
    """`baseline`, an arrow, or an arrow with the marks from one time to the next."""
    if trend.change is None:
        return f"baseline (n={trend.n})"
    slope = f" {trend.slope:+.2f}" if trend.slope is not None and trend.arrow != "→" else ""
    return f"{trend.arrow}{slope} (n={trend.n})"


def tally_foot(tallies: Sequence[Tally]) -> list[RenderableType]:
    """What is weak, in a sentence; and what the columns are."""
    weak = list(dict.fromkeys(printable(each.name) for each in tallies if each.weak))
    named = ", ".join(weak[:5]) + (f" and {len(weak) - 5} more" if len(weak) > 5 else "")
    first = Text(f"Weak: {named}." if weak else "Nothing is weak: below the bar of 3, tried twice.", style="bold")
    legend = (
        "time: the median of the time used, to the pass or to the end, of the time given. mean: marks 1 to 4, measured "
        f"where they can be, drawn towards the mean of all. trend: of the newest {NEWEST}; an arrow from 2, "
        f"a slope from {SLOPE}, in marks from one time to the next."
    )
    return [first, Text(legend, style="dim")]


def calibration_lines(biases: Sequence[Bias], guesses: Guesses | None, amended: int) -> list[RenderableType]:
    """One sentence a criterion, then the guesses."""
    lines: list[RenderableType] = []
    for heading, of in (
        ("against what was measured", [each for each in biases if each.against == MEASURE]),
        ("against second opinions", [each for each in biases if each.against != MEASURE]),
    ):
        lines.append(Text(heading, style="bold"))
        lines += [Text(f"  {bias_words(each)}") for each in of]
        if not of and heading.endswith("opinions"):
            lines.append(Text("  none yet: prep history score 1 --template prints a sheet for a friend", style="dim"))
        elif not of:
            lines.append(Text("  no pair yet: finish a session that was graded, and score yourself", style="dim"))
    lines.append(Text("your guesses of a pass, before any verdict was seen", style="bold"))
    lines += [Text(f"  {line}") for line in guess_words(guesses)]
    if amended:
        marks = counted(amended, "amended self-score does not count", "amended self-scores do not count")
        lines.append(Text(f"{marks}: the facts were seen by then.", style="dim"))
    return lines


def bias_words(bias: Bias) -> str:
    """`you rate yourself 0.6 too high on code (n=11)`, if it is more than chance would give."""
    title = bias.title if bias.rubric == "coding" else f"{bias.title} ({_rubric_words(bias.rubric)})"
    if not bias.enough:
        return f"{title}: {bias.n} of {LEAST_PAIRS} pairs, nothing to say yet"
    if bias.lean:
        way = "high" if bias.bias > 0 else "low"
        return f"you rate yourself {abs(bias.bias):.1f} too {way} on {title} (n={bias.n})"
    return f"no lean on {title}: {bias.bias:+.1f} ± {2 * bias.se:.1f}, off by {bias.error:.1f} on average (n={bias.n})"


def guess_words(guesses: Guesses | None) -> list[str]:
    """How good the guesses were, beside always answering the base rate."""
    if guesses is None:
        return ["none yet: `prep code submit --guess 70` says your chance first"]
    if not guesses.enough:
        return [f"{guesses.n} of {LEAST_PAIRS} guesses, nothing to say yet"]
    than = "better than" if guesses.better else "as good as" if guesses.brier == guesses.base else "worse than"
    return [
        f"you said {guesses.said:.0%} on average and passed {guesses.passed:.0%} (n={guesses.n})",
        f"Brier score {guesses.brier:.2f}, {than} always answering {guesses.passed:.0%} ({guesses.base:.2f})",
    ]


def _rubric_words(rubric: str) -> str:
    return "job talk" if rubric == JOB_TALK.id else rubric if rubric in RUBRICS else "another rubric"
