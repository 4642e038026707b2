"""A desk for the stories: workspace and history are real, the test moves the clock and tells the grader what to say."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prep.flows.desk import Desk
from prep.grader.submission import Submission
from prep.history import History
from prep.model.moment import ZERO, Moment
from prep.model.outcome import Outcome
from prep.model.problem import (
    CheckSpec,
    Entry,
    Kind,
    Level,
    Problem,
    QuestionAndAnswer,
    Stage,
)
from prep.model.verdict import Check, Verdict
from prep.places import Places
from prep.workspace import Workspace

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STARTER = "def double(x):\n    return x\n"
RIGHT = "def double(x):\n    return 2 * x\n"
MARKS = {"problem-solving": 3, "code": 3, "communication": 2, "testing": 3}


class Hand:
    """A clock that stands until the test moves it."""

    def __init__(self) -> None:
        self.wall, self.ticks, self.boot = ZERO, timedelta(hours=1), "first"

    def __call__(self) -> Moment:
        return Moment(NOON + self.wall, self.ticks, self.boot)

    def wait(self, span: timedelta) -> None:
        """Time passes, as both clocks see it."""
        self.wall += span
        self.ticks += span

    def set_wall(self, by: timedelta) -> None:
        """Somebody changes the wall clock."""
        self.wall += by

    def reboot(self, off: timedelta) -> None:
        """The machine is off for that long, and starts anew."""
        self.wall += off
        self.ticks, self.boot = timedelta(seconds=20), f"after {self.boot}"


def desk_at(home: Path, clock: Callable[[], Moment], grade: Any = None) -> Desk:
    places = Places(home=home, content=())
    return Desk(Workspace(places.work), History.open(places, clock), clock, grade or grading(Outcome.FAILED))


def problem_in(folder: Path, *, stages: tuple[Stage, ...] = (), **changes: Any) -> Problem:
    """A small problem whose files are in `folder`."""
    (folder / "given").mkdir(parents=True, exist_ok=True)
    (folder / "given" / "data.txt").write_text("1 2 3\n")
    (folder / "solution.py").write_text(RIGHT)
    number = max(1, len(stages))
    facts: dict[str, Any] = {
        "slug": "double",
        "uuid": "u-double",
        "title": "Doubling",
        "kind": Kind.IMPLEMENT,
        "topic": "numbers",
        "level": Level.WARM_UP,
        "minutes": 10,
        "entries": (Entry("double"),),
        "statement": "# Doubling\n\nWrite `double`.\n",
        "starter": STARTER,
        "folder": folder,
        "checks": tuple(CheckSpec(f"test_{n}", f"check {n}", stage=n) for n in range(1, number + 1)),
        "hints": ("a nudge", "the idea", "nearly the code"),
        "follow_ups": (QuestionAndAnswer("what does it cost?", "nothing"), QuestionAndAnswer("why?", "because")),
        "asks": (QuestionAndAnswer("of what?", "of numbers"), QuestionAndAnswer("in place?", "no")),
        "stages": stages,
    }
    return Problem(**{**facts, **changes})


GROWING = (
    Stage("First", "Double one number.", ("double",)),
    Stage("Second", "Double a list."),
    Stage("Third", "Double a stream.", optional=True),
)


def grading(*outcomes: Outcome | BaseException) -> Any:
    """A grader that comes to these outcomes in turn, the last one again and again; it notes what it was given."""
    coming: Iterator[Outcome | BaseException] = itertools.chain(outcomes, itertools.repeat(outcomes[-1]))

    def grade(problem: Problem, submission: Submission, **options: Any) -> Verdict:
        given.append((submission, options))
        if submission.refused:
            return Verdict(Outcome.NOT_GRADABLE, message=f"{submission.name} {submission.refused}")
        outcome = next(coming)
        if isinstance(outcome, BaseException):
            raise outcome
        each = outcome if outcome.counts else Outcome.NOT_RUN
        specs = problem.checks_up_to(options.get("stage") or problem.last_stage)
        checks = tuple(Check(spec.id, spec.title, each, stage=spec.stage) for spec in specs)
        return Verdict(outcome, checks, seed=options["seed"])

    given: list[tuple[Submission, dict[str, Any]]] = []
    grade.given = given  # type: ignore[attr-defined]  # the note it leaves for the test
    return grade
