"""What was promised, and whether it holds in this run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A figure and the limit it is to keep; `at_least` turns the limit round."""

    says: str
    figure: str
    limit: float
    unit: str = "x"
    at_least: bool = False

    def met(self, figures: Mapping[str, float]) -> bool | None:
        """Whether it holds; None where this run has no such figure."""
        if self.figure not in figures:
            return None
        seen = figures[self.figure]
        return seen >= self.limit if self.at_least else seen <= self.limit


_OF_HISTORY = tuple(
    target
    for command in ("prep", "prep history stats", "prep history list")
    for target in (
        Target(f"`{command}` on a long history against a short one", f"{command} big/small", 3),
        Target(f"`{command}` on a long history against plain SQL", f"{command} big/SQL", 2),
        Target(f"what length adds to `{command}` against plain SQL", f"{command} added/SQL", 2),
        Target(f"`{command}`: peak memory, long against short", f"{command} memory", 1.5),
    )
)
"""Against plain SQL each is told twice: as the processes ran, and what length adds to ours over the whole of theirs.

For the list, SQL is nothing but Python starting, some 20 ms, and a command line with tables to draw starts in 150: the
first of the two cannot be met there, and the second says what a long history has to do with it.
"""
LEVEL = 1.1
"""Two graders are level where one takes at most a tenth more than the other."""
TARGETS = (
    Target("cold `prep code grade` against bare pytest", "cold/pytest", 1.2),
    Target("warm re-grade against the floor", "warm/floor", 3.0),
    Target("warm re-grade against bare pytest", "warm/pytest", 0.25),
    Target("a save to its verdict on the screen, median", "save median", 300, "ms"),
    Target("a save to its verdict on the screen, 95 of 100", "save p95", 600, "ms"),
    Target("one call across the wall", "call small", 0.3, "ms"),
    Target("one call across the wall with 1 MiB both ways", "call MiB", 4.0, "ms"),
    Target("different answers with `--jobs 2`", "answers a second", 12, "a second", at_least=True),
    Target("memory of a practice session", "memory", 200, "MB"),
    Target("otter run against warm", "otter run/warm", 30, at_least=True),
    Target("nbgrader autograde against warm", "nbgrader autograde/warm", 30, at_least=True),
    Target("check50 --dev against warm: ahead", "check50 --dev/warm", 1, at_least=True),
    Target("otter run against cold", "otter run/cold", 6, at_least=True),
    Target("nbgrader autograde against cold", "nbgrader autograde/cold", 6, at_least=True),
    Target("cold against check50 --dev: level", "cold/check50 --dev", LEVEL),
    *_OF_HISTORY,
)
