"""What the grader says of a submission: an outcome, the checks behind it, and the mistake it looks like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prep.model.outcome import Outcome, worst
from prep.model.problem import Axis, CheckSpec, Problem

MOST_MISTAKES = 3
MEASURED_AXES = (Axis.SPEED, Axis.MEMORY)
WRONG = (Outcome.FAILED, Outcome.ERRORED)


@dataclass(frozen=True)
class Check:
    """One check of a problem and how it came out; `message` says why in words."""

    id: str
    title: str
    outcome: Outcome
    axis: Axis = Axis.CORRECTNESS
    stage: int = 1
    message: str = ""

    @property
    def passed(self) -> bool:
        """Whether this check is green."""
        return self.outcome is Outcome.PASSED


@dataclass(frozen=True)
class Likeness:
    """How closely the answer behaves like a known mistake: the same result on `equal_on` of `of` checks."""

    mistake: str
    equal_on: int
    of: int


@dataclass(frozen=True)
class Verdict:
    """An outcome and the checks behind it; `message` is set where no check could say it."""

    outcome: Outcome
    checks: tuple[Check, ...] = ()
    seconds: float = 0.0
    mistakes: tuple[str, ...] = ()
    likeness: Likeness | None = None
    isolation: tuple[str, ...] = ()
    output: str = ""
    seed: int = 0
    message: str = ""

    @property
    def passed(self) -> bool:
        """Whether every required check was run and is green."""
        return self.outcome is Outcome.PASSED

    @property
    def passing(self) -> int:
        """Partial credit: how many checks are green."""
        return sum(check.passed for check in self.checks)

    @property
    def first_failure(self) -> Check | None:
        """The first check that was run and is not green."""
        return next((c for c in self.checks if not c.passed and c.outcome is not Outcome.NOT_RUN), None)

    def green(self, stage: int) -> bool:
        """Whether every check of this stage is green (and there is one)."""
        of_stage = [check for check in self.checks if check.stage == stage]
        return bool(of_stage) and all(check.passed for check in of_stage)


def judge(problem: Problem, checks: Iterable[Check]) -> Outcome:
    """The outcome of a verdict: the worst of the checks of the required stages."""
    return worst(check.outcome for check in checks if problem.required(check.stage))


def named_mistakes(specs: Iterable[CheckSpec], checks: Iterable[Check]) -> tuple[str, ...]:
    """The known mistakes that these outcomes look like, most telling first, at most three.

    A mistake is named only if every check that was run and catches it is red: a green one speaks against it.
    The check that the fewest known mistakes fail is the most telling; then the mistake that explains more.
    Only the first stage with a red check counts, the later ones stand on it. Where none of its checks is green
    there is nothing to tell mistakes apart by: the stage is not written yet, unless one mistake explains it.
    Where the first one shows as an error, the same error explains the other red checks: they add no name.
    Speed and memory are told of right values only: beside a wrong value, their checks are red for that.
    """
    outcome_of = {check.id: check.outcome for check in checks}
    run = [spec for spec in specs if outcome_of.get(spec.id, Outcome.NOT_RUN) is not Outcome.NOT_RUN]
    red = [spec for spec in run if outcome_of[spec.id] is not Outcome.PASSED]
    cleared = {id for spec in run if spec not in red for id in spec.catches}
    stage = min((spec.stage for spec in red), default=0)
    red = [spec for spec in red if spec.stage == stage]
    if any(spec.axis not in MEASURED_AXES and outcome_of[spec.id] in WRONG for spec in red):
        red = [spec for spec in red if spec.axis not in MEASURED_AXES]
    named = {id: place for place, id in enumerate(dict.fromkeys(id for spec in red for id in spec.catches))}

    def telling(id: str) -> tuple[int, int, int]:
        catching = [spec for spec in red if id in spec.catches]
        return min(len(spec.catches) for spec in catching), -len(catching), named[id]

    def errored(id: str) -> bool:
        return all(outcome_of[spec.id] is Outcome.ERRORED for spec in red if id in spec.catches)

    likely = sorted((id for id in named if id not in cleared), key=telling)
    written = any(spec.stage == stage and outcome_of[spec.id] is Outcome.PASSED for spec in run)
    if not written and len(likely) > 1:
        return ()
    if likely and errored(likely[0]):
        likely = [id for id in likely if id == likely[0] or not errored(id)]
    return tuple(likely[:MOST_MISTAKES])
