"""Somebody at a rehearsal, from a screen or a line of text: what both do with time, marks and surprises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from prep.flows import rehearse
from prep.flows.rehearse import Lectern
from prep.model.cut import Plan
from prep.model.moment import ZERO, Moment
from prep.model.rehearsal import MarkKind, Rehearsal
from prep.model.standing import Doing, Standing, standing
from prep.model.talk import Talk

SECOND = timedelta(seconds=1)
Step = Callable[[Rehearsal, Lectern], Rehearsal]


@dataclass(frozen=True)
class Coming:
    """A rehearsal before its first word. Where `end` says when it must be over, the slot is what is left until then."""

    talk: Talk
    slot: timedelta
    lost: timedelta = ZERO
    speed: float = 1.0
    seed: int | None = None
    surprise: bool = False
    end: datetime | None = None

    def slot_at(self, now: Moment) -> timedelta:
        """The slot, if the first word is said now."""
        if self.end is None:
            return self.slot
        return max(timedelta(seconds=round((self.end - now.utc).total_seconds())), ZERO)

    def plan_at(self, now: Moment) -> Plan:
        """The plan, if the first word is said now; what does not fit is refused with numbers."""
        return rehearse.plan_for(self.talk, self.slot_at(now), self.lost)

    def told_first(self, now: Moment) -> timedelta | None:
        """The slot that the speaker is told of before the first word, where that is the surprise."""
        if not self.surprise or self.seed is None:
            return None
        coming = rehearse.surprise_for(self.slot_at(now), self.seed)
        return coming.slot if coming.at <= self.lost else None

    def start(self, lectern: Lectern) -> Rehearsal:
        """Say the first word."""
        return rehearse.start(
            self.talk,
            lectern,
            slot=self.slot_at(lectern.clock()),
            lost=self.lost,
            speed=self.speed,
            seed=self.seed,
            surprise=self.surprise,
        )


class Speaking:
    """The rehearsal as it is now, and when somebody was last seen at it."""

    def __init__(self, rehearsal: Rehearsal, lectern: Lectern) -> None:
        self.rehearsal = rehearsal
        self.lectern = lectern
        self._last = lectern.clock()
        self.attend()

    @property
    def finished(self) -> bool:
        """Whether the last word is said."""
        return self.rehearsal.finished is not None

    def stands(self) -> Standing:
        """How it stands now."""
        return standing(self.rehearsal, self.lectern.clock())

    def seen(self) -> Standing:
        """How it stood when the slot clock last showed a full second: all clocks on a screen then change together."""
        now = self.lectern.clock()
        stands = standing(self.rehearsal, now)
        if stands.doing is Doing.FINISHED:
            return stands
        return standing(self.rehearsal, _before(now, stands.gone % SECOND / self.rehearsal.speed))

    def attend(self) -> None:
        """Once a second: keep the beat, notice a suspend, let the surprise strike when its time has come."""
        self.rehearsal = rehearse.attend(self.rehearsal, self._last, self.lectern)
        self._last = self.lectern.clock()
        left = rehearse.surprise_due(self.rehearsal, self.stands())
        if left is not None:
            self.rehearsal = rehearse.shorten(self.rehearsal, left, self.lectern, surprise=True)
            self._last = self.lectern.clock()

    def take(self, step: Step) -> bool:
        """Take a step of the story; whether it changed anything."""
        self.attend()  # a suspend that nobody has noticed yet comes before the step
        before = self.rehearsal
        self.rehearsal = step(before, self.lectern)
        self._last = self.lectern.clock()
        return self.rehearsal is not before

    def leave(self) -> None:
        """Nobody is at it any more; what is under way goes on without a speaker."""
        self.attend()
        rehearse.leave(self.rehearsal, self.lectern)


def back(rehearsal: Rehearsal, lectern: Lectern) -> Rehearsal:
    """Go back to the part before."""
    return rehearse.mark(rehearsal, MarkKind.BACK, lectern)


def finish(rehearsal: Rehearsal, lectern: Lectern) -> Rehearsal:
    """The last word is said, whichever part it was in."""
    return rehearse.mark(rehearsal, MarkKind.FINISHED, lectern)


def stumble(word: str) -> Step:
    """A step: a stumble, with a word that says where."""
    return lambda rehearsal, lectern: rehearse.mark(rehearsal, MarkKind.STUMBLED, lectern, word=word)


def told(minutes: int) -> Step:
    """A step: somebody says that so many minutes are left."""
    return lambda rehearsal, lectern: rehearse.shorten(rehearsal, timedelta(minutes=minutes), lectern)


def _before(moment: Moment, span: timedelta) -> Moment:
    return replace(moment, utc=moment.utc - span, ticks=moment.ticks - span)
