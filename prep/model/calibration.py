"""How well somebody knows how good they are: their marks against others', and their guesses against verdicts.

Problem solving and code have a measured mark. Everything else is held against a second opinion alone, for marks
that nobody else gave cannot be wrong. Marks that were amended do not count: they were changed with the facts in
sight. Below five pairs nothing is said; a lean is named only where it is more than twice its standard error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import mean, stdev

from prep.model.answer import Answered
from prep.model.episode import Episode
from prep.model.opinion import Opinion, second_mark
from prep.model.rubric import CODING, JOB_TALK, MEASURED
from prep.model.rubrics import RUBRICS
from prep.model.session import Session

LEAST_PAIRS = 5
LEAN = 2.0
"""How many standard errors a bias must be, to be called a lean."""
MEASURE, OPINION = "measured", "second opinion"


@dataclass(frozen=True)
class Pair:
    """One mark of one's own, and what it is held against."""

    rubric: str
    criterion: str
    against: str
    own: float
    other: float

    @property
    def over(self) -> float:
        """How far one's own mark is too high."""
        return self.own - self.other


@dataclass(frozen=True)
class Bias:
    """The pairs of one criterion. `error` is the mean distance, `se` the standard error of the bias."""

    rubric: str
    criterion: str
    against: str
    n: int
    bias: float
    error: float
    se: float

    @property
    def enough(self) -> bool:
        """Whether there are pairs enough to say anything."""
        return self.n >= LEAST_PAIRS

    @property
    def lean(self) -> bool:
        """Whether the bias is more than chance would give."""
        return self.enough and abs(self.bias) > LEAN * self.se

    @property
    def title(self) -> str:
        """The criterion in words."""
        criteria = RUBRICS[self.rubric].criteria if self.rubric in RUBRICS else ()
        return next((each.title for each in criteria if each.id == self.criterion), self.criterion).lower()


@dataclass(frozen=True)
class Guesses:
    """Guesses of a pass against what happened: `brier` is the mean squared miss, `base` that of the base rate."""

    n: int
    brier: float
    base: float
    said: float
    passed: float

    @property
    def enough(self) -> bool:
        """Whether there are guesses enough to say anything."""
        return self.n >= LEAST_PAIRS

    @property
    def better(self) -> bool:
        """Whether the guesses say more than always answering the base rate would."""
        return self.brier < self.base


def pairs_of(
    episodes: Iterable[Episode], opinions: Mapping[str, Sequence[Opinion]], amended: Collection[str] = ()
) -> list[Pair]:
    """Every mark of one's own that there is something to hold against, the oldest first."""
    found: list[Pair] = []
    for each in episodes:
        if each.id in amended or not each.real:
            continue
        rubric = _rubric(each)
        for criterion, mark in each.marks.items():
            if isinstance(each.done, Session) and criterion in MEASURED and each.done.upshot.number:
                found.append(Pair(rubric, criterion, MEASURE, mark, each.done.measured))
            other = second_mark([o for o in opinions.get(each.id, ()) if o.rubric == rubric], criterion)
            if other is not None:
                found.append(Pair(rubric, criterion, OPINION, mark, other))
    return found


def biases(pairs: Iterable[Pair]) -> tuple[Bias, ...]:
    """The bias on every criterion that has a pair, in the order of the rubrics, the measured ones first."""
    groups: dict[tuple[str, str, str], list[Pair]] = {}
    for pair in pairs:
        groups.setdefault((pair.against, pair.rubric, pair.criterion), []).append(pair)
    criteria = [(rubric.id, each.id) for rubric in RUBRICS.values() for each in rubric.criteria]
    order = {criterion: place for place, criterion in enumerate(criteria)}
    made = [_bias(key, of) for key, of in groups.items()]
    return tuple(sorted(made, key=lambda b: (b.against != MEASURE, order.get((b.rubric, b.criterion), len(order)))))


def first_guesses(episodes: Iterable[Episode]) -> list[tuple[int, bool]]:
    """Each guess that was made before any verdict of its session was seen, and whether that submission passed."""
    return [
        each.done.upshot.guess
        for each in episodes
        if isinstance(each.done, Session) and each.done.upshot.guess is not None
    ]


def guesses(made: Sequence[tuple[int, bool]]) -> Guesses | None:
    """What the guesses come to; None without any."""
    if not made:
        return None
    rate = mean(passed for _, passed in made)
    return Guesses(
        n=len(made),
        brier=mean((guess / 100 - passed) ** 2 for guess, passed in made),
        base=rate * (1 - rate),
        said=mean(guess / 100 for guess, _ in made),
        passed=rate,
    )


def _rubric(episode: Episode) -> str:
    """The rubric of the marks somebody gave themselves."""
    done = episode.done
    if isinstance(done, Answered):
        return done.rubric
    return CODING.id if isinstance(done, Session) else JOB_TALK.id


def _bias(key: tuple[str, str, str], pairs: Sequence[Pair]) -> Bias:
    against, rubric, criterion = key
    overs = [pair.over for pair in pairs]
    n = len(overs)
    return Bias(
        rubric=rubric,
        criterion=criterion,
        against=against,
        n=n,
        bias=mean(overs),
        error=mean(map(abs, overs)),
        se=stdev(overs) / sqrt(n) if n > 1 else 0.0,
    )
