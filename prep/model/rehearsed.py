"""What a finished rehearsal came to: measured, and in a few sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from prep.model.moment import ZERO, clock_face
from prep.model.rehearsal import Rehearsal
from prep.model.standing import LEAST_BAND, CutSeen, standing
from prep.model.text import counted

STRONG, BAR, CUT_OFF = 0.02, 0.05, 0.10
"""How far from the slot, as a share of it, the marks 4 and 3 allow, and from where on a host would have ended it."""
DELIVERED = 0.5
"""The share of its least time from which on a section counts as said."""
SECOND = timedelta(seconds=1)


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
    """`slot` is what was given in the end, `took` the slot clock, both with what was `lost` before the start.

    `aim` is the slot clock at the end as the last plan had it.
    """

    slot: timedelta
    took: timedelta
    aim: timedelta
    sections: tuple[Spoken, ...]
    asked: int = 0
    stopped: timedelta = ZERO
    cuts: tuple[CutSeen, ...] = ()
    lost: timedelta = ZERO

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
    def close(self) -> Spoken | None:
        """The last section that stayed."""
        return next((each for each in reversed(self.sections) if not each.cut), None)

    @property
    def close_rushed(self) -> bool:
        """Whether the last section got less than it cannot do without; a part of a second does not count."""
        return self.close is not None and self.close.least - self.close.spoken >= SECOND

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
        lost=rehearsal.lost,
    )


def result_lines(result: Result) -> tuple[str, ...]:
    """What is said after a rehearsal, the most important first."""
    lines = [f"{clock_face(result.took)} of {clock_face(result.slot)}: {_over(result.over)}"]
    lines += [*_musts(result), *_close(result)]
    worst = max((each for each in result.sections if each.visits), key=lambda each: each.over, default=None)
    if worst is not None and worst.over > LEAST_BAND:
        lines.append(f"longest over its time: {worst.title}, {signed(worst.over)}")
    lines += [_cut(seen, result.lost) for seen in result.cuts]
    if result.asked:
        lines.append(f"{counted(result.asked, 'question')} took {clock_face(result.questions)}")
    if result.stopped >= SECOND:
        lines.append(f"paused or away for {clock_face(result.stopped)}")
    if stumbles := [word for each in result.sections for word in each.stumbles]:
        words = ", ".join(word for word in stumbles if word)
        lines.append(f"{counted(len(stumbles), 'stumble')} marked{f': {words}' if words else ''}")
    return tuple(lines)


def signed(span: timedelta) -> str:
    """A difference of times: `+2:10`, `-0:30`, `0:00`."""
    face = clock_face(abs(span))
    return face if face == "0:00" else f"{'+' if span > ZERO else '-'}{face}"


def _over(over: timedelta) -> str:
    if clock_face(abs(over)) == "0:00":
        return "to the second"
    return f"{clock_face(abs(over))} {'over' if over > ZERO else 'under'}"


def _musts(result: Result) -> list[str]:
    """The musts that are missing; that none is, where something was cut."""
    musts = sum(each.must for each in result.sections)
    if result.missing:
        return [f"{len(result.missing)} of {counted(musts, 'must')} not delivered: {', '.join(result.missing)}"]
    shortened = result.cuts or result.lost or any(each.cut for each in result.sections)
    return [f"every must delivered ({musts} of {musts})"] if shortened else []


def _close(result: Result) -> list[str]:
    """That the close was rushed, or not there at all; that it was not, where the slot became shorter."""
    close = result.close
    if close is None or close.title in result.missing:
        return []
    if not close.visits:
        return [f"the close was not reached: {close.title}"]
    if result.close_rushed:
        return [f"the close was rushed: {clock_face(close.spoken)} of the {clock_face(close.least)} it needs"]
    return ["the close was not rushed"] if result.cuts or result.lost else []


def _cut(seen: CutSeen, lost: timedelta) -> str:
    """One cut, and how long it took to obey it; before the first word there was nothing to leave."""
    what = "surprise" if seen.surprise else "told to be shorter"
    if seen.gone - lost < SECOND:
        return f"{what} before the first word"
    then = f"you moved on after {clock_face(seen.adapted)}" if seen.adapted is not None else "you ended where you were"
    return f"{what} at {clock_face(seen.gone)}: {then}"
