"""A mock on-site under way: its schedule against the clock, what was opened and closed, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import combinations
from statistics import mean, median
from typing import Any

from prep.model.day import Slot, SlotKind
from prep.model.fact import Fact
from prep.model.moment import ZERO, Moment
from prep.model.record import moment_data, moment_of
from prep.model.rubric import BAR

DAY_KINDS = ("day.started", "day.opened", "day.noted", "day.closed", "day.finished", "day.abandoned")
"""Every kind of fact that a day is built from."""


class Stands(StrEnum):
    """How a slot stands, seen from the day's clock."""

    AHEAD = "ahead"
    WAITS = "waits"
    ENTERED = "entered"
    REST = "rest"
    DONE = "done"
    MISSED = "missed"
    GONE = "gone"


@dataclass(frozen=True)
class Planned:
    """A slot with the real thing in it: `what` names a problem, or questions; `why` the question it opens with."""

    slot: Slot
    what: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Held:
    """What became of a slot. `score` is 1 to 4, measured where it can be; `facts` are ids of what happened in it.

    `notes` are what was asked and learnt in the minutes for questions of one's own.
    """

    opened: timedelta
    closed: timedelta | None = None
    score: float | None = None
    words: str = ""
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnSite:
    """A day. `begins` is the moment of its first slot; `speed` is how many times faster than real it runs."""

    id: str
    begins: Moment
    plan: tuple[Planned, ...]
    speed: float = 1.0
    seed: int = 0
    company: str = ""
    held: Mapping[int, Held] = field(default_factory=dict)
    finished: bool = False
    abandoned: bool = False

    @property
    def open(self) -> bool:
        """Not over yet, and not given up."""
        return not self.finished and not self.abandoned

    @property
    def real(self) -> bool:
        """Whether its times are real: a demonstration runs faster."""
        return self.speed == 1.0

    @property
    def length(self) -> timedelta:
        """From the first slot's start to the last one's end."""
        return self.plan[-1].slot.end if self.plan else ZERO

    def elapsed(self, now: Moment) -> timedelta:
        """The day's clock; negative before it begins. It never stops."""
        begins = self.begins
        span = now.ticks - begins.ticks if now.boot == begins.boot else now.utc - begins.utc
        return span * self.speed if span > ZERO else span

    def now_in(self, now: Moment) -> int | None:
        """The place of the slot that the clock is in; None before the day and after it."""
        elapsed = self.elapsed(now)
        return next((n for n, each in enumerate(self.plan) if each.slot.start <= elapsed < each.slot.end), None)

    def left(self, number: int, now: Moment) -> timedelta:
        """What is left of a slot: whoever comes late has less."""
        slot = self.plan[number].slot
        return max(min(slot.end - self.elapsed(now), slot.length), ZERO)

    def moment_at(self, at: timedelta, now: Moment) -> Moment:
        """The real moment at which the day's clock shows `at`."""
        elapsed = self.elapsed(now)
        # Before it begins the clock is not faster than real.
        left = at / self.speed - elapsed if elapsed < ZERO else (at - elapsed) / self.speed
        return Moment(now.utc + left, now.ticks + left, now.boot)

    @property
    def entered(self) -> tuple[int, ...]:
        """The slots in which somebody is: opened, and not closed yet."""
        return tuple(number for number, held in self.held.items() if held.closed is None)

    def stands(self, number: int, now: Moment) -> Stands:
        """How a slot stands: `WAITS` while its time runs and nobody has opened it, `GONE` for a break that is over."""
        held, slot, elapsed = self.held.get(number), self.plan[number].slot, self.elapsed(now)
        if held is not None:
            return Stands.ENTERED if held.closed is None else Stands.DONE
        if elapsed < slot.start:
            return Stands.AHEAD
        if elapsed < slot.end:
            return Stands.WAITS if counts(slot) else Stands.REST
        return Stands.MISSED if counts(slot) else Stands.GONE

    def missed(self, now: Moment) -> tuple[int, ...]:
        """The slots that went by without being opened; breaks and lunch are nobody's loss."""
        return tuple(n for n in range(len(self.plan)) if self.stands(n, now) is Stands.MISSED)

    @property
    def scores(self) -> tuple[tuple[int, float], ...]:
        """The score of each slot that has one, by its place among the talk and the interviews (from 1)."""
        places = [n for n, each in enumerate(self.plan) if counts(each.slot)]
        return tuple(
            (place, held.score)
            for place, n in enumerate(places, start=1)
            if (held := self.held.get(n)) is not None and held.score is not None
        )


def started_data(day: OnSite) -> dict[str, Any]:
    """All that is known as a day begins."""
    return {
        "slots": [
            {
                "kind": each.slot.kind.value,
                "start": each.slot.start.total_seconds(),
                "length": each.slot.length.total_seconds(),
                "asker": each.slot.asker,
                "what": list(each.what),
                "why": each.why,
            }
            for each in day.plan
        ],
        "speed": day.speed,
        "seed": day.seed,
        "company": day.company,
        "begins": {"utc": day.begins.utc.isoformat(), **moment_data(day.begins)},
    }


def days_from(facts: Iterable[Fact]) -> tuple[OnSite, ...]:
    """Every day that these facts (in order) tell of, by its start."""
    days: dict[str, OnSite] = {}
    for fact in facts:
        if fact.kind == "day.started":
            days[fact.about] = _started(fact)
        elif fact.about in days:
            days[fact.about] = _after(days[fact.about], fact)
    return tuple(days.values())


def fatigue(days: Sequence[OnSite]) -> tuple[float, int] | None:
    """How much a score falls from one slot to the next (Theil-Sen), and from how many scores; from two days on.

    Only real days count. Pairs are taken within a day, so that a better day is not taken for freshness.
    """
    real = [day.scores for day in days if day.finished and day.real and len(day.scores) >= 2]
    if len(real) < 2:
        return None
    slopes = [(b - a) / (m - n) for scores in real for (n, a), (m, b) in combinations(scores, 2)]
    return median(slopes), sum(len(scores) for scores in real)


def to_work_on(day: OnSite, *, most: int = 3) -> tuple[str, ...]:
    """The kinds of slot that went worst, in words with their scores; those below the bar first."""
    scores: dict[SlotKind, list[float]] = {}
    for number, held in day.held.items():
        if held.score is not None:
            scores.setdefault(day.plan[number].slot.kind, []).append(held.score)
    ranked = sorted(scores, key=lambda kind: (mean(scores[kind]), list(SlotKind).index(kind)))
    return tuple(f"{kind.value.replace('-', ' ')}: {_grade(mean(scores[kind]))}" for kind in ranked[:most])


def _grade(score: float) -> str:
    return f"{score:.1f} of 4" if score >= BAR else f"{score:.1f} of 4, below the bar"


def counts(slot: Slot) -> bool:
    """Whether somebody waits for you in it: the talk and every interview."""
    return slot.kind not in (SlotKind.BREAK, SlotKind.LUNCH)


def _started(fact: Fact) -> OnSite:
    data = fact.data
    begins = data["begins"]
    return OnSite(
        id=fact.about,
        begins=Moment(
            datetime.fromisoformat(begins["utc"]).astimezone(UTC), timedelta(seconds=begins["ticks"]), begins["boot"]
        ),
        plan=tuple(_planned(each) for each in data["slots"]),
        speed=data["speed"],
        seed=data["seed"],
        company=data["company"],
    )


def _planned(data: Mapping[str, Any]) -> Planned:
    start, length = timedelta(seconds=data["start"]), timedelta(seconds=data["length"])
    return Planned(Slot(SlotKind(data["kind"]), start, length, data["asker"]), tuple(data["what"]), data["why"])


def _after(day: OnSite, fact: Fact) -> OnSite:
    data = fact.data
    match fact.kind:
        case "day.opened":
            held = day.held.get(data["slot"]) or Held(day.elapsed(moment_of(fact)))
        case "day.noted":
            held = day.held.get(data["slot"]) or Held(day.elapsed(moment_of(fact)))
            held = replace(held, notes=(*held.notes, data["text"]))
        case "day.closed":
            before = day.held.get(data["slot"]) or Held(day.elapsed(moment_of(fact)))
            held = replace(
                before,
                closed=day.elapsed(moment_of(fact)),
                score=data["score"],
                words=data["words"],
                facts=tuple(data["facts"]),
            )
        case "day.finished":
            return replace(day, finished=True)
        case "day.abandoned":
            return replace(day, abandoned=True)
        case _:
            return day
    return replace(day, held={**day.held, data["slot"]: held})
