"""Histories as practice writes them: real stories on real problems, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from command_line import CommandLine, Ran

from prep.catalogue.problems import find_problem
from prep.catalogue.talks import find_talk
from prep.flows import asking, practise, rehearse
from prep.flows.asking import Chair
from prep.flows.desk import Desk
from prep.flows.rehearse import Lectern
from prep.history import History
from prep.model.answer import Answered
from prep.model.moment import Moment
from prep.model.outcome import Outcome
from prep.model.problem import CheckSpec, Entry, Kind, Level, Problem, QuestionAndAnswer
from prep.model.rubrics import RUBRICS
from prep.model.session import Mode, Session
from prep.model.verdict import Check, Verdict
from prep.places import Places, own_content
from prep.workspace import Workspace

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MARKS = {"problem-solving": 3, "code": 3, "communication": 2, "testing": 3}
PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


def small(slug: str, minutes: int, level: str, *skills: str) -> Problem:
    """A problem as far as choosing and sitting it go."""
    return Problem(
        slug=slug,
        uuid=f"u-{slug}",
        title=slug,
        kind=Kind.IMPLEMENT,
        topic="t",
        level=Level(level),
        minutes=minutes,
        entries=(Entry("f"),),
        statement=f"# {slug}\n",
        starter="def f():\n    pass\n",
        folder=Path("nowhere"),
        checks=(CheckSpec("test_f", "is right"),),
        skills=skills,
        hints=("one", "two", "three"),
        follow_ups=(QuestionAndAnswer("why?", "so"),),
    )


SHELF = (
    small("stable-softmax", 10, "warm-up", "numerical stability", "axis arguments"),
    small("reservoir", 15, "warm-up", "sampling", "streaming"),
    small("causal-mha", 20, "core", "attention", "reshaping", "masking"),
    small("nms", 20, "core", "boxes", "masking"),
    small("sdpa", 20, "core", "attention", "masking", "numerical stability"),
    small("beam-search", 40, "hard", "search"),
)
"""A shelf that stays as it is, whatever becomes of ours."""


def shelve(root: Path, problems: Sequence[Problem] = SHELF) -> Path:
    """The covers of these problems in a folder of content; there is nothing behind them."""
    for each in problems:
        folder = root / "problems" / each.slug
        folder.mkdir(parents=True)
        keys = {"uuid": each.uuid, "title": each.title, "kind": each.kind, "level": each.level, "topic": each.topic}
        lines = [f'{key} = "{value}"' for key, value in keys.items()]
        lines += [f"minutes = {each.minutes}", f"skills = {list(each.skills)}", "", "[[hint]]", 'title = "below"']
        (folder / "problem.toml").write_text("\n".join(lines))
    return root


class Life:
    """Somebody who practises from a Monday at noon on; `run` is what `prep` says to them now."""

    def __init__(self, prep: CommandLine, *, ours: bool = False) -> None:
        self.prep = prep
        self.at = timedelta(0)
        self.ours = ours
        self.content = own_content() if ours else shelve(prep.folder / "shelf")
        self.places = Places(prep.home, (own_content(),))
        self.history = History.open(self.places, self.clock)
        self._coming: list[Verdict] = []
        self.desk = Desk(Workspace(self.places.work), self.history, self.clock, self._grade)

    def clock(self) -> Moment:
        return Moment(NOON + self.at, timedelta(days=3) + self.at, "boot")

    def wait(self, *, days: float = 0, minutes: float = 0) -> None:
        self.at += timedelta(days=days, minutes=minutes)

    def run(self, *words: str, **variables: str) -> Ran:
        """What `prep` says now."""
        with (
            mock.patch("prep.cli.world.now", self.clock),
            mock.patch("prep.places.own_content", return_value=self.content),
        ):
            return self.prep.here(*words, **variables)

    def problem(self, slug: str) -> Problem:
        if self.ours:
            return find_problem(self.places.content, slug)
        return next(each for each in SHELF if each.slug == slug)

    def code(
        self, slug: str, *outcomes: Outcome, minutes: float = 8, mistake: str = "", hints: int = 0, mode: Any = None
    ) -> Session:
        """A whole session: a submission for each outcome, the mistake in those that failed, and a self-score."""
        session = self.begin(slug, *outcomes, minutes=minutes, mistake=mistake, hints=hints, mode=mode)
        session = practise.finish(session, self.desk)
        return practise.score(session, MARKS, self.desk)

    def begin(
        self, slug: str, *outcomes: Outcome, minutes: float = 8, mistake: str = "", hints: int = 0, mode: Any = None
    ) -> Session:
        """The same, left open."""
        problem = self.problem(slug)
        session = practise.start(problem, self.desk, mode=mode or Mode.PRACTISE, seed=7)
        for _ in range(hints):
            session, _ = practise.hint(session, problem, self.desk)
        self.wait(minutes=minutes)
        while session.stage < session.last_stage and PASSED in outcomes:
            self._coming = [_verdict(problem, PASSED, "")]
            self._write(slug)
            session = practise.submit(session, problem, self.desk).session
            session, _ = practise.next_step(session, problem, self.desk)
        for outcome in outcomes:
            self._coming = [_verdict(problem, outcome, mistake)]
            self._write(slug)
            session = practise.submit(session, problem, self.desk).session
        return session

    def talk(self, slug: str, *, minutes: int = 20, over: float = 0) -> None:
        """A rehearsal, every section a little over or under."""
        lectern = Lectern(self.history, self.clock, self.places.home / "rehearsal.beat")
        talk = find_talk(self.places.talk_roots, slug)
        rehearsal = rehearse.start(talk, lectern, slot=timedelta(minutes=minutes))
        for number in rehearsal.plan.kept:
            self.at += rehearsal.plan.parts[number].time * (1 + over)
            rehearsal = rehearse.next_part(rehearsal, lectern)

    def answer(self, key: str, mark: int = 3) -> None:
        """An answer, scored with this mark throughout."""
        marks = {each.id: mark for each in RUBRICS["behavioural"].criteria}
        chair = Chair(self.history, self.clock)
        answered = Answered("", key, "?", "hr", self.clock().utc, "behavioural", marks, seconds=60)
        asking.answer(answered, chair)
        self.wait(minutes=2)

    def _write(self, slug: str) -> None:
        self.desk.workspace.answer(slug, "answer.py").write_text(f"x = {self.at.total_seconds()}\n")

    def _grade(self, problem: Problem, submission: Any, **options: Any) -> Verdict:
        return self._coming[-1]


def _verdict(problem: Problem, outcome: Outcome, mistake: str) -> Verdict:
    checks = [Check(spec.id, spec.title, PASSED, spec.axis, spec.stage) for spec in problem.checks]
    if outcome is not PASSED:
        checks[-1] = Check(checks[-1].id, checks[-1].title, outcome, checks[-1].axis, checks[-1].stage)
    return Verdict(outcome, tuple(checks), mistakes=(mistake,) if mistake and outcome is not PASSED else ())
