"""What a finished rehearsal came to: measured, and in a few sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from prep.model.moment import ZERO, clock_face
from prep.model.rehearsal import Rehearsal
from prep.model.standing import CutSeen, standing
from prep.model.text import counted

STRONG, BAR, CUT_OFF = 0.02, 0.05, 0.10
"""How far from the slot, as a share of it, the marks 4 and 3 allow, and from where on a host would have ended it."""
DELIVERED = 0.5
"""The share of its least time from which on a section counts as said."""


@dataclass(frozen=True)
class Spoken:
    """One section: planned by the plan that held at the end, and real."""

    title: str
    planned: timedelta
    spoken: timedelta
    least: timedelta
    cut: bool
    must: bool
    visits: int
    questions: timedelta = ZERO
    stumbles: tuple[str, ...] = ()

    @property
    def over(self) -> timedelta:
        """Real against planned: positive is longer."""
        return self.spoken - self.planned

    @property
    def delivered(self) -> bool:
        """Whether it was said, and not only touched."""
        return self.spoken >= self.least * DELIVERED


@dataclass(frozen=True)
class Result:
    """`slot` is what was given in the end, `took` the slot clock, both with what was lost before the start."""

    slot: timedelta
    took: timedelta
    aim: timedelta
    sections: tuple[Spoken, ...]
    asked: int = 0
    stopped: timedelta = ZERO
    cuts: tuple[CutSeen, ...] = ()

    @property
    def over(self) -> timedelta:
        """The slot clock against the slot: positive is too long."""
        return self.took - self.slot

    @property
    def speaking(self) -> timedelta:
        """The time spoken."""
        return sum((each.spoken for each in self.sections), ZERO)

    @property
    def questions(self) -> timedelta:
        """The time that questions during the talk took."""
        return sum((each.questions for each in self.sections), ZERO)

    @property
    def missing(self) -> tuple[str, ...]:
        """The musts that were not delivered."""
        return tuple(each.title for each in self.sections if each.must and not each.delivered)

    @property
    def close_rushed(self) -> bool:
        """Whether the last section got less than it cannot do without."""
        last = next((each for each in reversed(self.sections) if not each.cut), None)
        return last is not None and last.spoken < last.least

    @property
    def off(self) -> float:
        """How far from what was wanted, as a share of the slot: over the slot, or short of the plan."""
        short = min(self.aim, self.slot) - self.took
        return max(self.over, short, ZERO) / self.slot if self.slot else 0.0

    @property
    def time_mark(self) -> int:
        """The mark for time: 4 within 2 % and the close unhurried, 3 within 5 %, 1 where it would have been cut off."""
        if self.over > self.slot * CUT_OFF or self.missing:
            return 1
        if self.off > BAR or self.close_rushed:
            return 2
        return 4 if self.off <= STRONG else 3


def result(rehearsal: Rehearsal) -> Result:
    """What a finished rehearsal came to; an unfinished one as it stood at its last mark."""
    last = rehearsal.marks[-1].at if rehearsal.marks else rehearsal.started
    end = standing(rehearsal, last)
    return Result(
        slot=end.slot,
        took=end.gone,
        aim=end.aim,
        sections=tuple(
            Spoken(
                title=part.section.title,
                planned=part.time,
                spoken=split.spoken,
                least=part.section.least,
                cut=part.cut,
                must=part.must,
                visits=split.visits,
                questions=split.questions,
                stumbles=split.stumbles,
            )
            for part, split in zip(end.plan.parts, end.splits, strict=True)
        ),
        asked=end.asked,
        stopped=sum((split.stopped for split in end.splits), ZERO),
        cuts=end.cuts,
    )


def result_lines(result: Result) -> tuple[str, ...]:
    """What is said after a rehearsal, the most important first."""
    lines = [f"{clock_face(result.took)} of {clock_face(result.slot)}: {_over(result.over)}"]
    if result.missing:
        lines.append(f"not delivered: {', '.join(result.missing)}")
    if result.close_rushed:
        lines.append("the close was rushed")
    worst = sorted((each for each in result.sections if each.visits), key=lambda each: each.over, reverse=True)
    if worst and worst[0].over > timedelta(seconds=10):
        lines.append(f"longest over its budget: {worst[0].title}, {signed(worst[0].over)}")
    for seen in result.cuts:
        moved = (
            f"left the section {clock_face(seen.adapted)} later" if seen.adapted is not None else "stayed to the end"
        )
        lines.append(f"cut at {clock_face(seen.gone)}: {moved}")
    if result.asked:
        lines.append(f"{counted(result.asked, 'question')} took {clock_face(result.questions)}")
    if stumbles := sum(len(each.stumbles) for each in result.sections):
        lines.append(f"{counted(stumbles, 'stumble')} marked")
    return tuple(lines)


def signed(span: timedelta) -> str:
    """A difference of times: `+2:10`, `-0:30`, `0:00`."""
    face = clock_face(abs(span))
    return face if face == "0:00" else f"{'+' if span > ZERO else '-'}{face}"


def _over(over: timedelta) -> str:
    if clock_face(abs(over)) == "0:00":
        return "to the second"
    return f"{clock_face(abs(over))} {'over' if over > ZERO else 'under'}"
