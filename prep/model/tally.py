"""What many episodes come to, by topic or by skill: how many, how well, how fast, and where it goes.

A mean of few marks is drawn towards the mean of all, `(sum + 2 x overall) / (n + 2)`, and nothing is called weak
before it was tried twice: one bad afternoon is no weakness. Every number comes with its n. Weak is said as
`prep.model.strength` says it when it chooses: by the newest five, and by both means, so that the two never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

from prep.model.episode import Episode, Kind
from prep.model.strength import RECENT, is_weak, shrunken

ARROW, SLOPE = 2, 4
"""From how many on a trend has an arrow, and from how many on that of a slope."""
NEWEST = 30
"""A trend is that of the newest so many: older ones say where it went once."""
STEADY = 0.05
"""A slope, in marks from one time to the next, that nobody would notice."""


@dataclass(frozen=True)
class Trend:
    """Where the marks go: `slope` (Theil-Sen, marks from one time to the next) from four on, before that a change."""

    n: int
    change: float | None = None
    slope: float | None = None

    @property
    def arrow(self) -> str:
        """`↑` better, `↓` worse, `→` the same; empty where there is only a baseline."""
        moves = self.slope if self.slope is not None else self.change
        if moves is None:
            return ""
        return "→" if abs(moves) < STEADY else "↑" if moves > 0 else "↓"


@dataclass(frozen=True)
class Tally:
    """One group. `mean` is the shrunken one; `share` the median of time needed against time given.

    `best` is the highest mark. `attempts` counts submissions, `n` the episodes.
    """

    kind: Kind
    group: str
    n: int
    attempts: int
    pass_rate: float
    share: float | None
    hints: float
    best: float
    raw: float
    mean: float
    weak: bool
    trend: Trend
    last: datetime

    @property
    def name(self) -> str:
        """The group as it is shown."""
        return "whole day" if self.kind is Kind.DAY else self.group


def by_topic(episode: Episode) -> tuple[str, ...]:
    """The group of an episode: its topic."""
    return (episode.topic,) if episode.topic else ()


def by_skill(episode: Episode) -> tuple[str, ...]:
    """The groups of an episode: every skill that it trains."""
    return episode.skills


def tallies(episodes: Iterable[Episode], groups: Callable[[Episode], tuple[str, ...]]) -> tuple[Tally, ...]:
    """Every group that was tried by these episodes (in order), the weakest first within its kind.

    `overall` is the mean of its kind.
    """
    counted = [each for each in episodes if each.counts]
    found: dict[tuple[Kind, str], list[Episode]] = {}
    for each in counted:
        for group in groups(each):
            found.setdefault((each.kind, group), []).append(each)
    kinds = {kind for kind, _ in found}
    overall = {kind: fmean(_marks(each for each in counted if each.kind is kind)) for kind in kinds}
    made = [_tally(kind, group, of, overall[kind]) for (kind, group), of in found.items()]
    return tuple(sorted(made, key=lambda each: (list(Kind).index(each.kind), each.mean, each.group)))


def trend(marks: Sequence[float]) -> Trend:
    """Where the newest marks go, the oldest first."""
    marks = marks[-NEWEST:]
    n = len(marks)
    if n < ARROW:
        return Trend(n)
    return Trend(n, change=marks[-1] - marks[0], slope=theil_sen(marks) if n >= SLOPE else None)


def theil_sen(values: Sequence[float]) -> float:
    """The median of the slopes between any two values: one that is far off does not turn it."""
    return median((b - a) / gap for gap in range(1, len(values)) for a, b in zip(values, values[gap:], strict=False))


def _tally(kind: Kind, group: str, of: Sequence[Episode], overall: float) -> Tally:
    marks = _marks(of)
    shares = [share for each in of if (share := each.share) is not None]
    return Tally(
        kind=kind,
        group=group,
        n=len(of),
        attempts=sum(each.attempts for each in of),
        pass_rate=fmean([each.passed for each in of]),
        share=median(shares) if shares else None,
        hints=fmean([each.hints for each in of]),
        best=max(marks),
        raw=fmean(marks),
        mean=shrunken(marks, overall),
        weak=is_weak(marks[-RECENT:], overall),
        trend=trend(marks),
        last=of[-1].at,
    )


def _marks(episodes: Iterable[Episode]) -> list[float]:
    return [each.mark for each in episodes if each.mark is not None]
