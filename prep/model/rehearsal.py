"""One speaking of a talk: the plan it began with and its marks. What they come to is in `prep.model.standing`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from prep.model.cut import Plan
from prep.model.moment import ZERO, Moment
from prep.model.rubric import SelfScore


class MarkKind(StrEnum):
    """What can happen in a rehearsal."""

    NEXT = "next"
    BACK = "back"
    ASKED = "asked"
    ANSWERED = "answered"
    PAUSED = "paused"
    WENT_ON = "went_on"
    STUMBLED = "stumbled"
    CUT = "cut"
    AWAY = "away"
    FINISHED = "finished"


@dataclass(frozen=True)
class Mark:
    """One thing that happened.

    `word` goes with a stumble. `plan` is the new one of a cut, and `surprise` says that nobody asked for it.
    `since` is when an absence began: nobody spoke from then to the mark.
    """

    id: str
    kind: MarkKind
    at: Moment
    word: str = ""
    plan: Plan | None = None
    surprise: bool = False
    since: Moment | None = None


@dataclass(frozen=True)
class Surprise:
    """A cut that is to come: once `at` of the slot is gone, the slot becomes `slot`. Zero is before the first word."""

    at: timedelta
    slot: timedelta


@dataclass(frozen=True)
class Rehearsal:
    """`plan` is the one it began with; `lost` of its slot was gone before the first word.

    `speed` is how many times faster than real its clocks run. `marks` are in order, undone ones left out.
    """

    id: str
    slug: str
    uuid: str
    title: str
    minutes: int
    plan: Plan
    slot: timedelta
    started: Moment
    lost: timedelta = ZERO
    speed: float = 1.0
    seed: int | None = None
    surprise: Surprise | None = None
    marks: tuple[Mark, ...] = ()
    abandoned: bool = False
    score: SelfScore | None = None

    @property
    def finished(self) -> Moment | None:
        """When it ended; None while it is under way."""
        last = self.marks[-1] if self.marks else None
        return last.at if last is not None and last.kind is MarkKind.FINISHED else None

    @property
    def open(self) -> bool:
        """Under way, and not given up."""
        return self.finished is None and not self.abandoned

    @property
    def real(self) -> bool:
        """Whether its times are of a talk that was spoken: a demonstration runs faster."""
        return self.speed == 1.0

    @property
    def mode(self) -> str:
        """What it may be compared with: rehearsals of one mode are kept apart from all others."""
        extra = f", {minutes_of(self.lost)} late" if self.lost else ""
        return f"{minutes_of(self.slot)} min{extra}{', surprise' if self.surprise else ''}"

    @property
    def undoable(self) -> Mark | None:
        """The mark that undo would take back: absences and surprises stay."""
        last = next((mark for mark in reversed(self.marks) if mark.kind is not MarkKind.AWAY), None)
        return None if last is None or last.surprise else last

    def without(self, id: str) -> Rehearsal:
        """This rehearsal as if that mark had not been made."""
        return replace(self, marks=tuple(mark for mark in self.marks if mark.id != id))


def minutes_of(span: timedelta) -> int:
    """A span in whole minutes, at least one."""
    return max(1, round(span / timedelta(minutes=1)))
