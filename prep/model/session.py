"""One sitting on one problem against a clock: its phase, its time, its attempts. Built from facts, never stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from prep.model.attempt import Attempt, Upshot, upshot
from prep.model.moment import ZERO, Moment, between
from prep.model.rubric import SelfScore, measured_mark
from prep.model.verdict import Verdict

GUESSES = (10, 30, 50, 70, 90)


class Mode(StrEnum):
    """How a session is run: practise grades every save and may pause; interview does neither."""

    PRACTISE = "practise"
    INTERVIEW = "interview"


class Phase(StrEnum):
    """Where in an interview one is."""

    CLARIFY = "clarify"
    CODE = "code"
    FOLLOW_UPS = "follow-ups"
    SELF_SCORE = "self-score"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Session:
    """`uncounted` is the time that pauses, sleep and absence took away; `paused` is when the clock was stopped.

    `last_stage` is the last one that a pass needs; `parked` sessions wait while another one is open. An overview lists
    no attempts: it has what they came to, `told`.
    """

    id: str
    slug: str
    uuid: str
    title: str
    mode: Mode
    minutes: int
    seed: int
    started: Moment
    last_stage: int = 1
    answer: str = "answer.py"
    uncounted: timedelta = ZERO
    paused: Moment | None = None
    parked: bool = False
    hints: int = 0
    asks: int = 0
    follow_ups: int = 0
    stage: int = 1
    attempts: tuple[Attempt, ...] = ()
    gave_up: bool = False
    revealed: bool = False
    finished: Moment | None = None
    took: timedelta | None = None
    score: SelfScore | None = None
    told: Upshot | None = None

    @property
    def open(self) -> bool:
        """Open until finished."""
        return self.finished is None

    @property
    def day(self) -> date:
        """The day on the wall: that of its end, or of its start while it is open."""
        return (self.finished or self.started).utc.astimezone().date()

    @property
    def planned(self) -> timedelta:
        """The minutes given, as a span."""
        return timedelta(minutes=self.minutes)

    def elapsed(self, now: Moment) -> timedelta:
        """The time that counts so far: real time since the start without what is uncounted."""
        if self.took is not None:
            return self.took
        stopped = self.paused if self.mode is Mode.PRACTISE else None  # an interview's clock goes on
        until = stopped or self.finished or now
        return max(between(self.started, until) - self.uncounted, ZERO)

    def remaining(self, now: Moment) -> timedelta:
        """The time left; negative in overtime."""
        return self.planned - self.elapsed(now)

    @property
    def judged(self) -> tuple[Attempt, ...]:
        """The attempts that count."""
        return tuple(attempt for attempt in self.attempts if attempt.counts)

    @property
    def verdict(self) -> Verdict | None:
        """The last verdict that counts."""
        return self.judged[-1].verdict if self.judged else None

    @property
    def upshot(self) -> Upshot:
        """What its attempts come to."""
        return self.told or upshot(self.attempts, self.last_stage)

    @property
    def passed(self) -> bool:
        """Whether any attempt passed the whole problem."""
        return self.upshot.passing is not None

    @property
    def best(self) -> int:
        """The most checks that any attempt had green."""
        return self.upshot.best

    @property
    def green(self) -> bool:
        """Whether every check of the stage that is open is green."""
        return self.verdict is not None and self.verdict.green(self.stage)

    @property
    def phase(self) -> Phase:
        """Clarify until the first attempt or hint; code; follow-ups once one is open; self-score once finished."""
        if self.score is not None:
            return Phase.DONE
        if self.finished is not None:
            return Phase.SELF_SCORE
        if self.follow_ups:
            return Phase.FOLLOW_UPS
        return Phase.CODE if self.attempts or self.told or self.hints else Phase.CLARIFY

    @property
    def may_see_solution(self) -> bool:
        """After a pass or a recorded give-up; never because the time is over."""
        return self.passed or self.gave_up

    @property
    def measured(self) -> int:
        """The mark that the facts support, for problem solving and for code."""
        passing = self.upshot.passing
        return measured_mark(
            passed=passing is not None,
            in_time=passing is not None and passing <= self.planned,
            hints=self.hints,
            passing=self.best,
        )

    def with_verdict(self, id: str, verdict: Verdict) -> Session:
        """This session with one attempt judged."""
        attempts = (replace(a, verdict=verdict) if a.id == id else a for a in self.attempts)
        return replace(self, attempts=tuple(attempts))
