"""Sides measured in turns within one run, and what came of it as ratios with their spread.

A ratio says more than seconds on a noisy machine: both sides of a round meet the same noise. So each round gives
one ratio, and the median and the quartiles are taken over those.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 180.0
"""Seconds after which a command is taken for hung."""


class Unable(Exception):
    """Something cannot be measured here; the text says why, in a line."""


@dataclass(frozen=True)
class Spread:
    """A median and its quartiles."""

    median: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """The median and the quartiles of some values, be it a single one."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high)


def percentile(values: Sequence[float], part: int) -> float:
    """The value that `part` of a hundred do not exceed."""
    return sorted(values)[max(0, -(-len(values) * part // 100) - 1)]


def ratios(one: Sequence[float], other: Sequence[float]) -> Spread:
    """How many times the other each round's value is."""
    return spread([a / b for a, b in zip(one, other, strict=True)])


@dataclass(frozen=True)
class Side:
    """One of several ways to the same end.

    A float that `run` returns is the seconds it took, where a part of it is not to be counted. A quick side is run
    several `times` a round, and the round's value is their median: its noise is large against what it takes.
    """

    name: str
    run: Callable[[], object]
    times: int = 1

    def once(self) -> float:
        """The seconds of one run."""
        began = time.perf_counter()
        own = self.run()
        return own if isinstance(own, float) else time.perf_counter() - began

    def measured(self) -> float:
        """The value of one round."""
        return statistics.median(self.once() for _ in range(self.times))


def in_turns(sides: Sequence[Side], rounds: int) -> tuple[dict[str, list[float]], dict[str, str]]:
    """The seconds of each side, round by round, and why a side was left out.

    The order turns round with each round, so that nobody always comes after the same one. The first round is not
    counted: it fills caches.
    """
    taken: dict[str, list[float]] = {side.name: [] for side in sides}
    without: dict[str, str] = {}
    for number in range(rounds + 1):
        for side in sides if number % 2 else reversed(sides):
            if side.name in without:
                continue
            try:
                seconds = side.measured()
            except (Unable, AssertionError) as error:
                without[side.name] = str(error)[:300]
                continue
            if number:
                taken[side.name].append(seconds)
    return {name: values for name, values in taken.items() if name not in without}, without


def run(
    *command: str | Path,
    cwd: Path,
    environment: dict[str, str] | None = None,
    expect: int | None = 0,
    patience: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; `Unable`, with its last line, if it comes to an exit code not expected."""
    own = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}  # everybody may keep bytecode
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env=own | (environment or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unable(f"{Path(command[0]).name} did not end within {patience:g} s") from None
    if expect is not None and done.returncode != expect:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise Unable(f"{Path(command[0]).name} ended with {done.returncode}: {lines[-1].strip()[:200]}")
    return done
