"""One thing that was done, whatever it was: a session, a rehearsal, an answer or a day, on one time line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from statistics import mean

from prep.model.answer import Answered, answered_from
from prep.model.cover import Cover
from prep.model.fact import Fact
from prep.model.moment import ZERO
from prep.model.onsite import OnSite, days_from
from prep.model.problem import Problem
from prep.model.record import sessions_from
from prep.model.rehearsal import Rehearsal
from prep.model.rehearsal_record import rehearsals_from
from prep.model.rehearsed import result
from prep.model.rubric import BAR
from prep.model.session import Session

Done = Session | Rehearsal | Answered | OnSite


class Kind(StrEnum):
    """What kind of thing was done."""

    CODE = "code"
    TALK = "talk"
    QUESTION = "question"
    DAY = "day"


class Came(StrEnum):
    """What it came to, in one word for all kinds; `DONE` where nothing says how well."""

    PASSED = "passed"
    NOT_PASSED = "not-passed"
    GAVE_UP = "gave-up"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Episode:
    """`mark` is 1 to 4, measured where it can be; `took` and `target` are the time it took and the time it had.

    `topic` is a problem's topic, a talk's slug or a question's bank. `passing` is when it was first right, for code.
    `done` is None where numbers were asked for, and nothing else (`prep.model.numbers`).
    """

    kind: Kind
    id: str
    slug: str
    at: datetime
    came: Came
    done: Done | None
    topic: str = ""
    skills: tuple[str, ...] = ()
    mark: float | None = None
    took: timedelta | None = None
    target: timedelta | None = None
    passing: timedelta | None = None
    hints: int = 0
    attempts: int = 0
    real: bool = True

    @property
    def day(self) -> date:
        """The day on the wall where it began."""
        return self.at.astimezone().date()

    @property
    def passed(self) -> bool:
        """Whether it came out at the bar."""
        return self.came is Came.PASSED

    @property
    def marks(self) -> Mapping[str, int]:
        """The marks somebody gave themselves; empty where they did not."""
        done = self.done
        if isinstance(done, Answered):
            return done.marks
        return done.score.marks if isinstance(done, Session | Rehearsal) and done.score else {}

    @property
    def counts(self) -> bool:
        """Whether statistics count it: in earnest, over, and judged. A talk given up says nothing of the talk."""
        judged = self.kind is not Kind.CODE or bool(self.attempts) or self.came is Came.GAVE_UP
        over = self.came is not Came.OPEN and not (self.kind is Kind.TALK and self.came is Came.GAVE_UP)
        open_code = isinstance(self.done, Session) and self.done.open
        return self.real and over and judged and not open_code and self.mark is not None

    @property
    def share(self) -> float | None:
        """The time it needed as a share of the time it had: 1.2 is a fifth over."""
        needed = self.passing or self.took
        return needed / self.target if needed is not None and self.target else None


def episodes_from(facts: Iterable[Fact], problems: Iterable[Cover | Problem] = ()) -> tuple[Episode, ...]:
    """Everything that these facts (in order) tell of, by when it began; problems say what their sessions trained."""
    kept = list(facts)
    return episodes_of(sessions_from(kept), kept, problems)


def episodes_of(
    sessions: Iterable[Session | Episode], facts: Iterable[Fact], problems: Iterable[Cover | Problem] = ()
) -> tuple[Episode, ...]:
    """The same of sessions that were read already, as such or as episodes, and the facts (in order) about all else."""
    kept = list(facts)
    known = {problem.uuid: problem for problem in problems}
    found = [
        *(each if isinstance(each, Episode) else _session(each, known) for each in sessions),
        *map(_rehearsal, rehearsals_from(kept)),
        *map(_answer, answered_from(kept)),
        *map(_day, days_from(kept)),
    ]
    return tuple(sorted(found, key=lambda each: (each.at.astimezone(UTC), each.id)))


def matching(
    episodes: Mapping[int, Episode],
    *,
    kind: str | None = None,
    slug: str | None = None,
    topic: str | None = None,
    came: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> dict[int, Episode]:
    """Those, by number, that fit everything that is asked for; both days are included."""
    return {
        number: each
        for number, each in episodes.items()
        if kind in (None, each.kind.value)
        and slug in (None, each.slug)
        and (topic is None or topic.casefold() == each.topic.casefold())
        and came in (None, each.came.value)
        and (since is None or each.day >= since)
        and (until is None or each.day <= until)
    }


def came_of(*, passed: bool, open: bool, gave_up: bool) -> Came:
    """What a session came to: a pass counts, whatever came after it."""
    if passed:
        return Came.PASSED
    return Came.OPEN if open else Came.GAVE_UP if gave_up else Came.NOT_PASSED


def _session(session: Session, problems: Mapping[str, Cover | Problem]) -> Episode:
    problem = problems.get(session.uuid)
    return Episode(
        kind=Kind.CODE,
        id=session.id,
        slug=session.slug,
        at=session.started.utc.astimezone(),
        came=came_of(passed=session.passed, open=session.open, gave_up=session.gave_up),
        done=session,
        topic=problem.topic if problem else "",
        skills=problem.skills if problem else (),
        mark=session.measured,
        took=session.took,
        target=session.planned,
        passing=session.upshot.passing,
        hints=session.hints,
        attempts=session.upshot.number,
    )


def _rehearsal(rehearsal: Rehearsal) -> Episode:
    over = rehearsal.finished is not None
    ended = result(rehearsal) if over else None
    if rehearsal.abandoned:
        came = Came.GAVE_UP
    else:
        came = Came.OPEN if ended is None else Came.PASSED if ended.time_mark >= BAR else Came.NOT_PASSED
    return Episode(
        kind=Kind.TALK,
        id=rehearsal.id,
        slug=rehearsal.slug,
        at=rehearsal.started.utc.astimezone(),
        came=came,
        done=rehearsal,
        topic=rehearsal.slug,
        mark=ended.time_mark if ended else None,
        took=ended.took if ended else None,
        target=ended.slot if ended else rehearsal.slot,
        attempts=1,
        real=rehearsal.real,
    )


def _answer(answered: Answered) -> Episode:
    passed = Came.PASSED if answered.score >= BAR else Came.NOT_PASSED
    return Episode(
        kind=Kind.QUESTION,
        id=answered.id,
        slug=answered.key,
        at=answered.at,
        came=Came.GAVE_UP if answered.gave_up else passed,
        done=answered,
        topic=answered.key.partition("/")[0],
        mark=answered.score,
        took=timedelta(seconds=answered.seconds) if answered.seconds else None,
        target=timedelta(seconds=answered.limit) if answered.limit else None,
        hints=int(answered.helped or answered.peeked),
        attempts=1,
        real=answered.real,
    )


def _day(day: OnSite) -> Episode:
    scores = [score for _, score in day.scores]
    mark = mean(scores) if scores else None
    if day.open:
        came = Came.OPEN
    elif day.abandoned:
        came = Came.GAVE_UP
    else:
        came = Came.DONE if mark is None else Came.PASSED if mark >= BAR else Came.NOT_PASSED
    return Episode(
        kind=Kind.DAY,
        id=day.id,
        slug="on-site",
        at=day.begins.utc.astimezone(),
        came=came,
        done=day,
        topic="day",
        mark=mark,
        took=day.length if day.finished else None,
        target=max(day.length, ZERO) or None,
        attempts=len(scores),
        real=day.real,
    )
