"""A submission with its verdict, and what those of one session come to: all that an overview of it goes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from prep.model.problem import Axis
from prep.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Attempt:
    """A submission with its verdict and the session's minute; `verdict` is None while it is being graded.

    `guess` is the candidate's chance of a pass in per cent, said before the verdict was seen.
    """

    id: str
    name: str
    text: str
    elapsed: timedelta
    stage: int = 1
    guess: int | None = None
    verdict: Verdict | None = None

    @property
    def counts(self) -> bool:
        """Whether it was judged: faults that are not the answer's cost no attempt."""
        return self.verdict is not None and self.verdict.outcome.counts


@dataclass(frozen=True, slots=True)
class Upshot:
    """What the attempts that were judged come to; `number` is how many there were.

    `passing` is when the first one passed with every required stage open, `best` the most checks that any had green.
    Of the last verdict, `checks` is how many it had, and `red` the axis of its first check that is not green.
    `mistakes` are the known ones of the first and of the last verdict that was no pass: practice grades every save,
    and what lies between the two is half-written code more often than a belief. `guess` is what was said of the first
    attempt before its verdict was seen, and whether it passed.
    """

    number: int = 0
    passing: timedelta | None = None
    best: int = 0
    checks: int = 0
    red: Axis | None = None
    mistakes: tuple[str, ...] = ()
    guess: tuple[int, bool] | None = None


def upshot(attempts: Sequence[Attempt], last_stage: int) -> Upshot:
    """What these attempts come to, the first one first; a pass needs every stage up to `last_stage`."""
    judged = [(each, each.verdict) for each in attempts if each.verdict is not None and each.counts]
    if not judged:
        return Upshot()
    first, verdict = judged[0]
    _, last = judged[-1]
    failure = last.first_failure
    red = [each for _, each in judged if not each.passed]
    return Upshot(
        number=len(judged),
        passing=next((each.elapsed for each, how in judged if how.passed and each.stage >= last_stage), None),
        best=max(each.passing for _, each in judged),
        checks=len(last.checks),
        red=failure.axis if failure is not None else None,
        mistakes=tuple(dict.fromkeys(name for each in (*red[:1], *red[-1:]) if (name := named(each)))),
        guess=None if first.guess is None else (first.guess, verdict.passed),
    )


def named(verdict: Verdict) -> str:
    """The one mistake a verdict speaks of: what it behaves like, or else the most telling name; empty without one."""
    if verdict.likeness is not None:
        return verdict.likeness.mistake
    return verdict.mistakes[0] if verdict.mistakes else ""
