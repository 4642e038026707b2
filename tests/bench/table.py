"""What was measured, for a person: ratios first, milliseconds beside them, targets last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from long_history import SMALL, Report
from measure import Spread, ratios, spread
from rich.console import Console
from rich.table import Table
from targets import TARGETS

NONE = "-"


def show(
    console: Console,
    *,
    about: Mapping[str, object],
    seconds: Mapping[str, Sequence[float]],
    parts: Mapping[str, Mapping[str, Sequence[float]]],
    history: Report | None,
    figures: Mapping[str, float],
    others: Sequence[tuple[str, str]],
    without: Mapping[str, str],
) -> None:
    """All tables of one run, as far as it got."""
    console.print(", ".join(f"{word} {fact}" for word, fact in about.items()), soft_wrap=True)
    if seconds:
        console.print(_times(seconds))
    if parts:
        console.print(_parts(parts))
    if history is not None and history.seconds:
        console.print(_history(history))
    if others:
        table = Table("what", "measured", title="\nThe rest", title_justify="left", box=None)
        for row in others:
            table.add_row(*row)
        console.print(table)
    for name, why in without.items():
        console.print(f"left out: {name}: {why}", soft_wrap=True)
    console.print(_targets(figures))


def _times(seconds: Mapping[str, Sequence[float]]) -> Table:
    against = [name for name in ("bare pytest", "prep, cold", "prep, warm") if name in seconds]
    table = Table(title="\nTime to verdict: each round's ratio, median and quartiles", title_justify="left", box=None)
    for heading in ("what", *(f"{name} = 1" for name in against), "ms"):
        table.add_column(heading, justify="left" if heading == "what" else "right", no_wrap=True)
    for name, values in sorted(seconds.items(), key=lambda item: spread(item[1]).median):
        cells = ["1" if name == other else _spread(ratios(values, seconds[other])) for other in against]
        table.add_row(name, *cells, _spread(spread(values), 1e3))
    return table


def _parts(parts: Mapping[str, Mapping[str, Sequence[float]]]) -> Table:
    names = list(dict.fromkeys(part for found in parts.values() for part in found))
    table = Table(title="\nWhere the time goes, in ms (share of the whole)", title_justify="left", box=None)
    for heading in ("what", *names, "whole"):
        table.add_column(heading, justify="left" if heading == "what" else "right", no_wrap=True)
    for what, found in parts.items():
        medians = {name: spread(values).median for name, values in found.items()}
        whole = sum(medians.values())
        cells = [f"{medians[n] * 1e3:.1f} ({medians[n] / whole:.0%})" if n in medians else NONE for n in names]
        table.add_row(what, *cells, f"{whole * 1e3:.1f}")
    return table


def _history(report: Report) -> Table:
    sizes = (f"{size.attempts:,} attempts in {size.sessions:,} sessions" for size in (report.size, SMALL))
    title = f"\nA long history: {', against '.join(sizes)}; each round's ratio, median and quartiles"
    table = Table(title=title, title_justify="left", box=None)
    for heading in ("command", "short = 1", "SQL = 1", "ms", "short, ms", "SQL, ms", "peak MB", "short, MB", "SQL, MB"):
        table.add_column(heading, justify="left" if heading == "command" else "right", no_wrap=True)
    for name, taken in report.seconds.items():
        peaks = report.memory.get(name, {})
        against = [_spread(ratios(taken["big"], taken[o])) if o in taken else NONE for o in ("small", "SQL, big")]
        sides = ("big", "small", "SQL, big")
        times = [_number(spread(taken[side]).median * 1e3) if side in taken else NONE for side in sides]
        memory = [_number(spread(peaks[side]).median / 1e6) if side in peaks else NONE for side in sides]
        table.add_row(name, *against, *times, *memory)
    return table


def _targets(figures: Mapping[str, float]) -> Table:
    table = Table("target", "limit", "this run", "", title="\nTargets", title_justify="left", box=None)
    for target in TARGETS:
        met = target.met(figures)
        sign = ">=" if target.at_least else "<="
        seen = NONE if met is None else f"{_number(figures[target.figure])} {target.unit}"
        word = {True: "met", False: "NOT MET", None: "not measured"}[met]
        table.add_row(target.says, f"{sign} {target.limit:g} {target.unit}", seen, word)
    return table


def _spread(found: Spread, factor: float = 1) -> str:
    median, low, high = (_number(value * factor) for value in (found.median, found.low, found.high))
    return f"{median} [{low} {high}]"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
