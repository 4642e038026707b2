"""How strong somebody is in each skill, by the marks their sessions were measured at. Conclusions, never stored.

A skill is judged by its newest five sessions: whoever failed three weeks ago was somebody else. Few sessions prove
little, so their mean is pulled towards the mean of all sessions, (sum + 2 x overall) / (n + 2); and neither "weak" nor
"at the bar" is said of one session.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import fmean

from prep.model.problem import Axis
from prep.model.rubric import BAR
from prep.model.session import Session

RECENT, ENOUGH, PULL = 5, 2, 2
"""How many sessions back a skill is judged by, from how many on, and how many sessions at the mean are added."""
LONGEST_WAIT = 14
"""After so many days waiting longer adds nothing: a holiday is not held against anybody."""


@dataclass(frozen=True)
class Slip:
    """A session that was not passed; `mistake` is the known one that it looked like, or empty."""

    slug: str
    mistake: str
    day: date
    mark: int


@dataclass(frozen=True)
class Strength:
    """One skill: the newest `marks`, the oldest first, and the `slip` that no pass has made good since."""

    skill: str
    marks: tuple[int, ...]
    overall: float
    last: date
    slip: Slip | None = None

    @property
    def n(self) -> int:
        """How many sessions it is judged by."""
        return len(self.marks)

    @property
    def mean(self) -> float:
        """The mean as anybody would work it out, for showing."""
        return fmean(self.marks)

    @property
    def mark(self) -> float:
        """The mean pulled towards that of all sessions, for deciding."""
        return shrunken(self.marks, self.overall)

    @property
    def weak(self) -> bool:
        """Below the bar, by at least two sessions and by both means."""
        return is_weak(self.marks, self.overall)

    @property
    def at_the_bar(self) -> bool:
        """At the bar or above it, by at least two sessions and by both means."""
        return self.n >= ENOUGH and min(self.mark, self.mean) >= BAR

    def waited(self, today: date) -> int:
        """The days since it was practised last."""
        return max((today - self.last).days, 0)

    def need(self, today: date) -> float:
        """Marks below the bar times days of waiting, today counted: 0 where nothing speaks for practising it."""
        gap = BAR - self.mark if self.weak else 0.0
        slipped = BAR - self.slip.mark if self.slip else 0.0
        return max(gap, slipped, 0.0) * (1 + min(self.waited(today), LONGEST_WAIT))


def shrunken(marks: Sequence[float], overall: float) -> float:
    """The mean of these marks, drawn towards the overall one as if that had been seen twice."""
    return (sum(marks) + PULL * overall) / (len(marks) + PULL)


def is_weak(marks: Sequence[float], overall: float) -> bool:
    """Below the bar by both means, and tried at least twice."""
    return len(marks) >= ENOUGH and max(shrunken(marks, overall), fmean(marks)) < BAR


def tells(session: Session) -> bool:
    """Whether a session says anything: it is over, and something was judged in it or it was given up."""
    return not session.open and bool(session.upshot.number or session.gave_up)


def strengths(sessions: Iterable[Session], skills_of: Callable[[Session], Sequence[str]]) -> dict[str, Strength]:
    """Every skill that was practised, by its name; sessions come by their start."""
    marks: list[int] = []
    practised: defaultdict[str, deque[tuple[Session, int]]] = defaultdict(lambda: deque(maxlen=RECENT))
    failed: dict[str, tuple[Session, int]] = {}
    for session in sessions:
        if not tells(session):
            continue
        mark, skills = session.measured, tuple(dict.fromkeys(skills_of(session)))
        marks.append(mark)
        for skill in skills:
            practised[skill].append((session, mark))
        if session.passed:
            for skill in skills:
                failed.pop(skill, None)
        else:
            failed |= dict.fromkeys(pointed_at(session, skills), (session, mark))
    overall = fmean(marks) if marks else 0.0
    return {
        skill: Strength(
            skill,
            marks=tuple(mark for _, mark in each),
            overall=overall,
            last=max(session.day for session, _ in each),
            slip=_slip(*failed[skill]) if skill in failed else None,
        )
        for skill, each in practised.items()
    }


def _slip(session: Session, mark: int) -> Slip:
    return Slip(session.slug, next(reversed(session.upshot.mistakes), ""), session.day, mark)


def pointed_at(session: Session, skills: tuple[str, ...]) -> tuple[str, ...]:
    """The skills that a failed session failed by: those its mistake names, or its first red check's axis, or all."""
    mistake = next(reversed(session.upshot.mistakes), "")
    by_mistake = skills_in(mistake, skills)
    red = session.upshot.red
    by_axis = [skill for skill in skills if red is not None and skill in OF_AXIS.get(red, ())]
    return by_mistake or tuple(by_axis) or skills


@cache
def skills_in(mistake: str, skills: tuple[str, ...]) -> tuple[str, ...]:
    """The skills whose words are in a mistake's name: `mask-after-softmax` speaks of masking."""
    said = [_stem(word) for word in mistake.split("-")]
    return tuple(
        skill
        for skill in skills
        if any(_stem(word) in said for word in skill.split() if word not in ("in", "a", "by", "and", "for"))
    )


OF_AXIS = {
    Axis.STABILITY: ("numerical stability", "precision and dtypes"),
    Axis.GRADIENT: ("gradients by hand", "automatic differentiation"),
    Axis.SHAPE: ("reshaping", "broadcasting", "axis arguments"),
    Axis.SIDE_EFFECTS: ("in-place updates", "state in a class"),
    Axis.SPEED: ("vectorising", "complexity", "caching"),
    Axis.MEMORY: ("memory", "streaming", "in-place updates"),
}
"""The skills that a check of an axis is about; correctness is about any."""


@cache
def _stem(word: str) -> str:
    for ending in ("ation", "ting", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
