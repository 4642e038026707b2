"""How a rehearsal stands at a moment: two clocks, and the real length of every section, from its marks alone.

The slot clock is real time and never stops. The speaking clock stops for questions, pauses and absence. Nothing of
this is stored: the marks are walked anew, so that an undone mark, a crash or a suspend is just another list.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from prep.model.cut import Plan
from prep.model.moment import ZERO, Moment, between
from prep.model.rehearsal import Mark, MarkKind, Rehearsal

NEARLY_OVER = 0.8
"""The share of a section's budget after which it is yellow."""
DEAD_BAND = 0.02
LEAST_BAND = timedelta(seconds=10)


class Doing(StrEnum):
    """What the speaker is doing, by the last mark."""

    SPEAKING = "speaking"
    ANSWERING = "answering"
    PAUSED = "paused"
    FINISHED = "finished"


class Light(StrEnum):
    """How a section's time stands against its own budget."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Split:
    """The real length of one section, over all visits; questions, pauses and absences are counted apart."""

    spoken: timedelta = ZERO
    questions: timedelta = ZERO
    stopped: timedelta = ZERO
    visits: int = 0
    stumbles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How a rehearsal stands at a moment.

    `gone` is the slot clock, what was lost before the start included; `plan` and `slot` are those that hold now;
    `index` is the section being spoken and `splits` go with the sections of the plan. `aim` is the slot clock at the
    end as the plan has it. `open_question` says that a question waits for its end, also while there is a pause in it.
    """

    plan: Plan
    slot: timedelta
    gone: timedelta
    index: int
    doing: Doing
    splits: tuple[Split, ...]
    aim: timedelta = ZERO
    asked: int = 0
    cuts: tuple[CutSeen, ...] = ()
    open_question: bool = False

    @property
    def left(self) -> timedelta:
        """What is left of the slot; negative in overtime."""
        return self.slot - self.gone

    @property
    def speaking(self) -> timedelta:
        """The speaking clock."""
        return sum((split.spoken for split in self.splits), ZERO)

    @property
    def section_left(self) -> timedelta:
        """What is left of the budget of the section being spoken; negative over it."""
        return self.plan.parts[self.index].time - self.splits[self.index].spoken

    @property
    def to_come(self) -> timedelta:
        """The time that the plan still wants: the rest of this section and all that stays after it."""
        return to_come(self.plan, self.index, self.splits[self.index].spoken)

    @property
    def finish(self) -> timedelta:
        """The slot clock at the projected end."""
        return self.gone if self.doing is Doing.FINISHED else self.gone + self.to_come

    @property
    def pace(self) -> timedelta:
        """The projected end against the plan's: positive is late."""
        return self.finish - self.aim

    @property
    def on_time(self) -> bool:
        """Whether the pace is within the band in which nobody needs to be told."""
        return abs(self.pace) <= max(self.slot * DEAD_BAND, LEAST_BAND)

    @property
    def light(self) -> Light:
        """The section being spoken against its own budget."""
        spoken, budget = self.splits[self.index].spoken, self.plan.parts[self.index].time
        if spoken > budget:
            return Light.RED
        return Light.YELLOW if spoken >= budget * NEARLY_OVER else Light.GREEN


@dataclass(frozen=True)
class CutSeen:
    """A cut, and how long the speaker stayed in the section they were in; None where nothing was left after that."""

    gone: timedelta
    surprise: bool
    adapted: timedelta | None = None


@dataclass
class _Walk:
    """The state while the marks are walked."""

    rehearsal: Rehearsal
    plan: Plan
    slot: timedelta
    index: int
    doing: Doing = Doing.SPEAKING
    gone: timedelta = ZERO
    aim: timedelta = ZERO
    splits: list[Split] = field(default_factory=list)
    asked: int = 0
    cuts: list[CutSeen] = field(default_factory=list)
    open_question: bool = False

    def spend(self, start: Moment, end: Moment, doing: Doing) -> None:
        """Time passed from `start` to `end`, doing that."""
        span = between(start, end) * self.rehearsal.speed
        self.gone += span
        split = self.splits[self.index]
        match doing:
            case Doing.SPEAKING:
                split = replace(split, spoken=split.spoken + span)
            case Doing.ANSWERING:
                split = replace(split, questions=split.questions + span)
            case _:
                split = replace(split, stopped=split.stopped + span)
        self.splits[self.index] = split

    def go_to(self, index: int | None) -> None:
        """Speak another section."""
        if index is None:
            return
        if self.cuts and self.cuts[-1].adapted is None:
            self.cuts[-1] = replace(self.cuts[-1], adapted=self.gone - self.cuts[-1].gone)
        self.index = index
        self.splits[index] = replace(self.splits[index], visits=self.splits[index].visits + 1)

    def obey(self, mark: Mark) -> None:
        """What a mark changes."""
        match mark.kind:
            case MarkKind.NEXT:
                self.go_to(self.plan.after(self.index))
            case MarkKind.BACK:
                self.go_to(self.plan.before(self.index))
            case MarkKind.ASKED:
                self.doing, self.open_question = Doing.ANSWERING, True
                self.asked += 1
            case MarkKind.PAUSED:
                self.doing = Doing.PAUSED
            case MarkKind.ANSWERED:
                self.doing, self.open_question = Doing.SPEAKING, False
            case MarkKind.WENT_ON:
                self.doing = Doing.ANSWERING if self.open_question else Doing.SPEAKING
            case MarkKind.STUMBLED:
                split = self.splits[self.index]
                self.splits[self.index] = replace(split, stumbles=(*split.stumbles, mark.word))
            case MarkKind.CUT if mark.plan is not None:
                self.plan, self.slot = mark.plan, mark.plan.slot
                self.aim = self.gone + to_come(mark.plan, self.index, self.splits[self.index].spoken)
                self.cuts.append(CutSeen(self.gone, mark.surprise))
            case MarkKind.FINISHED:
                self.doing = Doing.FINISHED


def to_come(plan: Plan, index: int, spoken: timedelta) -> timedelta:
    """The time that a plan still wants when so much of the section at `index` is spoken."""
    rest = (part.time for part in plan.parts[index + 1 :] if not part.cut)
    return max(plan.parts[index].time - spoken, ZERO) + sum(rest, ZERO)


def standing(rehearsal: Rehearsal, now: Moment) -> Standing:
    """How the rehearsal stands now; once it is finished, how it ended."""
    first = rehearsal.plan.kept[0] if rehearsal.plan.kept else 0
    walk = _Walk(rehearsal, rehearsal.plan, rehearsal.slot, first, gone=rehearsal.lost)
    walk.aim = rehearsal.lost + rehearsal.plan.speaking
    walk.splits = [Split() for _ in rehearsal.plan.parts]
    walk.splits[first] = Split(visits=1)
    last = rehearsal.started
    for mark in rehearsal.marks:
        if mark.since is not None:
            walk.spend(last, mark.since, walk.doing)
            last = mark.since
        walk.spend(last, mark.at, Doing.PAUSED if mark.kind is MarkKind.AWAY else walk.doing)
        walk.obey(mark)
        last = mark.at
    if walk.doing is not Doing.FINISHED:
        walk.spend(last, now, walk.doing)
    return Standing(
        plan=walk.plan,
        slot=walk.slot,
        gone=walk.gone,
        index=walk.index,
        doing=walk.doing,
        splits=tuple(walk.splits),
        asked=walk.asked,
        aim=walk.aim,
        cuts=tuple(walk.cuts),
        open_question=walk.open_question,
    )
