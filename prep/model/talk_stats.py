"""What the rehearsals of one talk have in common: how long each section really is, and where it goes from here.

Middles are medians, and a spread is the median distance from the median (MAD): half of the runs lie within it, and
one run that went wrong moves neither. Every number comes with its n.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from statistics import median

from prep.model.cut import Plan
from prep.model.moment import ZERO, clock_face
from prep.model.rehearsal import Rehearsal
from prep.model.rehearsed import BAR, Result, Spoken, result, signed
from prep.model.standing import LEAST_BAND

BASELINE, SLOPE = 1, 4
"""How many runs make a baseline, and from how many on a slope says more than an arrow."""
LONGER, SHORTER, SAME = "↑", "↓", "→"


@dataclass(frozen=True)
class Run:
    """A rehearsal that counts, and what it came to."""

    rehearsal: Rehearsal
    result: Result

    @property
    def good(self) -> bool:
        """Within 5 % of the slot, every must delivered, the close not rushed."""
        return self.result.time_mark >= 3

    @property
    def off(self) -> timedelta:
        """Too long for the slot (positive), or shorter than the plan wanted (negative)."""
        early = self.result.took - min(self.result.aim, self.result.slot)
        return max(self.result.over, ZERO) + min(early, ZERO)

    def spoken(self, title: str) -> Spoken | None:
        """The section of that title, if it was spoken; one that was cut has no length to learn from."""
        return next((each for each in self.result.sections if each.title == title and _said(each)), None)


@dataclass(frozen=True)
class SectionStats:
    """One section over the runs in which it was spoken: `overs` are real against planned, the oldest run first."""

    title: str
    planned: timedelta
    overs: tuple[timedelta, ...]

    @property
    def n(self) -> int:
        """In how many runs it was spoken."""
        return len(self.overs)

    @property
    def over(self) -> timedelta:
        """The median of real against planned."""
        return middle(self.overs)

    @property
    def spread(self) -> timedelta | None:
        """The median distance from the median; one run has none."""
        return spread(self.overs)

    @property
    def ran_over(self) -> int:
        """In how many runs it was over its time; within ten seconds nobody notices."""
        return sum(over > LEAST_BAND for over in self.overs)


@dataclass(frozen=True)
class ModeStats:
    """All runs of one mode, the oldest first, and their sections, worst first."""

    mode: str
    runs: tuple[Run, ...]
    sections: tuple[SectionStats, ...]

    @property
    def n(self) -> int:
        """How many runs there are."""
        return len(self.runs)

    @property
    def last(self) -> Run:
        """The newest run."""
        return self.runs[-1]

    @property
    def offs(self) -> tuple[timedelta, ...]:
        """How far each run was from what was wanted."""
        return tuple(run.off for run in self.runs)

    def section(self, title: str) -> SectionStats | None:
        """The section of that title."""
        return next((each for each in self.sections if each.title == title), None)


@dataclass(frozen=True)
class Finish:
    """Where a plan would end on the slot clock if each section took as long as before; questions come on top."""

    low: timedelta
    middle: timedelta
    high: timedelta
    n: int


def counts(rehearsal: Rehearsal) -> bool:
    """Whether a rehearsal is one to learn from: finished, not given up, and no demonstration."""
    return rehearsal.finished is not None and rehearsal.real and not rehearsal.abandoned


def statistics(rehearsals: Iterable[Rehearsal], uuid: str) -> tuple[ModeStats, ...]:
    """The rehearsals of one talk by mode, the mode that was rehearsed last first."""
    modes: dict[str, list[Run]] = {}
    for rehearsal in rehearsals:
        if rehearsal.uuid == uuid and counts(rehearsal):
            # Taken out and put in again: the mode of the newest run comes to stand last.
            runs = modes.pop(rehearsal.mode, [])
            modes[rehearsal.mode] = [*runs, Run(rehearsal, result(rehearsal))]
    return tuple(ModeStats(mode, tuple(runs), sections_of(runs)) for mode, runs in reversed(modes.items()))


def finish_range(runs: Sequence[Run], plan: Plan, *, lost: timedelta = ZERO) -> Finish | None:
    """Where the plan would end by the real lengths of its sections in each of these runs.

    A section that a run left out takes its median length, one that was never spoken its planned time.
    """
    if not runs:
        return None
    ends = []
    for run in runs:
        end = lost
        for part in (plan.parts[number] for number in plan.kept):
            title = part.section.title
            known = [spoken.spoken for each in runs if (spoken := each.spoken(title)) is not None]
            here = run.spoken(title)
            end += here.spoken if here is not None else middle(known) if known else part.time
        ends.append(end)
    return Finish(min(ends), middle(ends), max(ends), len(runs))


def finish_words(finish: Finish) -> str:
    """The range in words, to the second, with its n."""
    low, mid, high = map(clock_face, (finish.low, finish.middle, finish.high))
    where = f"at about {mid}" if low == high else f"between {low} and {high}, most likely near {mid}"
    return f"by its sections so far it ends {where}, questions on top (n={finish.n})"


def trend(overs: Sequence[timedelta]) -> str:
    """Where it goes: a baseline at one run, an arrow at two or three, from four on the slope from run to run."""
    n = len(overs)
    if n <= BASELINE:
        return f"baseline {signed(overs[0])} (n=1)" if overs else "no run yet (n=0)"
    way = direction(overs)
    if n < SLOPE:
        return f"{way} {signed(overs[0])} to {signed(overs[-1])} (n={n})"
    if way == SAME:
        return f"{way} the same from run to run (n={n})"
    slope = theil_sen(overs)
    return f"{way} {clock_face(abs(slope))} {'longer' if slope > ZERO else 'shorter'} each run (n={n})"


def direction(overs: Sequence[timedelta]) -> str:
    """The trend as an arrow; one run has none."""
    n = len(overs)
    if n <= BASELINE:
        return ""
    # What comes together over all runs is what somebody would notice.
    return arrow(overs[-1] - overs[0] if n < SLOPE else theil_sen(overs) * (n - 1))


def arrow(change: timedelta) -> str:
    """`↑` longer, `↓` shorter, `→` the same."""
    if abs(change) <= LEAST_BAND:
        return SAME
    return LONGER if change > ZERO else SHORTER


def theil_sen(values: Sequence[timedelta]) -> timedelta:
    """The median of the slopes between any two values: one that is far off does not turn it."""
    numbered = enumerate(values)
    return middle([(b - a) / (there - here) for (here, a), (there, b) in combinations(numbered, 2)])


def middle(spans: Iterable[timedelta]) -> timedelta:
    """The median."""
    return timedelta(seconds=median(span.total_seconds() for span in spans))


def spread(spans: Sequence[timedelta]) -> timedelta | None:
    """The median distance from the median; one value has none."""
    if len(spans) < 2:
        return None
    centre = middle(spans)
    return middle([abs(span - centre) for span in spans])


def in_time(stats: ModeStats, number: int) -> bool:
    """Whether each of the last so many runs was good."""
    return stats.n >= number and all(run.good for run in stats.runs[-number:])


def much(span: timedelta, slot: timedelta) -> bool:
    """Whether it is more of the slot than the bar allows."""
    return abs(span) > slot * BAR


def sections_of(runs: Sequence[Run]) -> tuple[SectionStats, ...]:
    """The sections of these runs, matched by title, the one that is longest over its time first."""
    overs: dict[str, list[timedelta]] = {}
    planned: dict[str, timedelta] = {}
    for run in runs:
        for each in filter(_said, run.result.sections):
            overs.setdefault(each.title, []).append(each.over)
            planned[each.title] = each.planned
    found = [SectionStats(title, planned[title], tuple(spans)) for title, spans in overs.items()]
    return tuple(sorted(found, key=lambda each: each.over, reverse=True))


def _said(each: Spoken) -> bool:
    return bool(each.visits) and not each.cut
