"""A rehearsal, step by step: every mark is on disk before anything is shown of it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from prep.clock import Clock
from prep.errors import BadUsage, NoSuchThing
from prep.files import end_beats, keep_beat, last_beat
from prep.history import History
from prep.history.ids import uuid7
from prep.model.cut import Plan, cut, recut
from prep.model.moment import ZERO, Moment, between, clock_face
from prep.model.rehearsal import Mark, MarkKind, Rehearsal, Surprise
from prep.model.rehearsal_record import REHEARSAL_KINDS, mark_data, rehearsals_from, started_data
from prep.model.rubric import JOB_TALK, TIME
from prep.model.standing import Doing, Standing, standing
from prep.model.talk import Talk

LONGEST_BREATH = timedelta(seconds=10)
"""Beats come each second: a longer gap means a suspend, Ctrl-Z or a kill, and nobody spoke."""
FORGOTTEN = timedelta(hours=12)
"""A rehearsal that was left so long ago is not gone on with."""
LEAST_SLOT = timedelta(minutes=5)


@dataclass(frozen=True)
class Lectern:
    """Where a speaker stands: the history, the clock, and the file whose beats say that somebody is there."""

    history: History
    clock: Clock
    beats: Path


@dataclass(frozen=True)
class Resumed:
    """A rehearsal gone on with, and what was assumed of the time in between."""

    rehearsal: Rehearsal
    assumed: str


def rehearsals(lectern: Lectern) -> tuple[Rehearsal, ...]:
    """Every rehearsal there was, by its start."""
    return rehearsals_from(lectern.history.facts(kinds=REHEARSAL_KINDS))


def open_rehearsal(lectern: Lectern) -> Rehearsal | None:
    """The last rehearsal, if it is under way; there is at most one."""
    last = next(reversed(rehearsals(lectern)), None)
    if last is None or not last.open:
        return None
    seen = last.marks[-1].at if last.marks else last.started
    seen = last_beat(lectern.beats, last.id) or seen
    return last if between(seen, lectern.clock()) < FORGOTTEN else None


def unscored(lectern: Lectern) -> Rehearsal | None:
    """The last rehearsal, if it is finished and waits for its self-score."""
    last = next(reversed(rehearsals(lectern)), None)
    return last if last is not None and last.finished is not None and last.score is None else None


def surprise_for(slot: timedelta, seed: int) -> Surprise:
    """The cut that a seed has in store: between a fifth and two fifths off, before the first word or in the middle."""
    chance = random.Random(seed)
    shorter = slot * chance.uniform(0.6, 0.8)
    early = chance.random() < 0.3
    at = ZERO if early else slot * chance.uniform(0.2, 0.5)
    return Surprise(at=_whole(at), slot=max(_whole(shorter, 60), LEAST_SLOT))


def start(
    talk: Talk,
    lectern: Lectern,
    *,
    slot: timedelta,
    lost: timedelta = ZERO,
    speed: float = 1.0,
    seed: int | None = None,
    surprise: bool = False,
) -> Rehearsal:
    """Say the first word: the clocks run from here. `slot` is speaking time, of which `lost` is gone already."""
    if (other := open_rehearsal(lectern)) is not None:
        raise BadUsage(
            f"a rehearsal of {other.slug!r} is under way",
            hint="`prep talk resume` goes on with it; `prep talk resume --abandon` gives it up.",
        )
    seed = new_seed() if surprise and seed is None else seed
    coming = surprise_for(slot, seed) if surprise and seed is not None else None
    plan = plan_for(talk, slot, lost)
    now = lectern.clock()
    rehearsal = Rehearsal(
        id=uuid7(now.utc),
        slug=talk.slug,
        uuid=talk.uuid,
        title=talk.title,
        minutes=talk.minutes,
        plan=plan,
        slot=slot,
        started=now,
        lost=lost,
        speed=speed,
        seed=seed,
        surprise=coming,
    )
    lectern.history.add("rehearsal.started", rehearsal.id, started_data(rehearsal))
    return again(rehearsal.id, lectern)


def plan_for(talk: Talk, slot: timedelta, lost: timedelta = ZERO) -> Plan:
    """The plan of what is left of a slot; a slot in which not even the musts fit is refused, with numbers."""
    plan = cut(talk.sections, slot - lost)
    if not plan.feasible:
        raise BadUsage(
            f"infeasible: the musts need {clock_face(plan.need)}, and there are {clock_face(max(slot - lost, ZERO))}",
            hint=f"`prep talk plan {talk.slug} --minutes {max(5, -(-plan.need // timedelta(minutes=1)))}` fits.",
        )
    return plan


def new_seed() -> int:
    """A seed nobody chose."""
    return random.SystemRandom().randrange(2**31)


def again(id: str, lectern: Lectern) -> Rehearsal:
    """The rehearsal as the history has it now."""
    found = rehearsals_from(lectern.history.facts(kinds=REHEARSAL_KINDS, about=id))
    if not found:
        raise NoSuchThing(f"there is no rehearsal {id!r}", hint="`prep talk log` lists them.")
    return found[0]


def mark(rehearsal: Rehearsal, kind: MarkKind, lectern: Lectern, *, word: str = "") -> Rehearsal:
    """Something happened now. What the state does not allow changes nothing."""
    now = lectern.clock()
    stands = standing(rehearsal, now)
    if not _allowed(kind, stands):
        return rehearsal
    return _keep(rehearsal, Mark("", kind, now, word=word), lectern)


def next_part(rehearsal: Rehearsal, lectern: Lectern) -> Rehearsal:
    """Go on to the next part; after the last one the talk is over."""
    stands = standing(rehearsal, lectern.clock())
    last = stands.plan.after(stands.index) is None
    return mark(rehearsal, MarkKind.FINISHED if last else MarkKind.NEXT, lectern)


def toggle_question(rehearsal: Rehearsal, lectern: Lectern) -> Rehearsal:
    """A question from the audience begins, or ends; its end also ends a pause in it."""
    open_question = standing(rehearsal, lectern.clock()).open_question
    return mark(rehearsal, MarkKind.ANSWERED if open_question else MarkKind.ASKED, lectern)


def toggle_pause(rehearsal: Rehearsal, lectern: Lectern) -> Rehearsal:
    """Stop the clock of speaking or of a question, or let it go on; a question stays open, the slot never stops."""
    paused = standing(rehearsal, lectern.clock()).doing is Doing.PAUSED
    return mark(rehearsal, MarkKind.WENT_ON if paused else MarkKind.PAUSED, lectern)


def shorten(rehearsal: Rehearsal, left: timedelta, lectern: Lectern, *, surprise: bool = False) -> Rehearsal:
    """You are told that `left` is all there is: what is to come is planned again."""
    now = lectern.clock()
    stands = standing(rehearsal, now)
    if stands.doing is Doing.FINISHED:
        return rehearsal
    plan = recut(
        stands.plan,
        at=stands.index,
        spent=stands.splits[stands.index].spoken,
        gone=stands.gone,
        slot=stands.gone + max(left, ZERO),
    )
    return _keep(rehearsal, Mark("", MarkKind.CUT, now, plan=plan, surprise=surprise), lectern)


def surprise_due(rehearsal: Rehearsal, stands: Standing) -> timedelta | None:
    """What will be left once the surprise that is due now has struck; None while there is none."""
    coming = rehearsal.surprise
    if coming is None or any(mark.surprise for mark in rehearsal.marks) or stands.doing is Doing.FINISHED:
        return None
    return max(coming.slot - stands.gone, ZERO) if stands.gone >= coming.at else None


def undo(rehearsal: Rehearsal, lectern: Lectern) -> Rehearsal:
    """Take the last mark back, as if it had not been made."""
    last = rehearsal.undoable
    if last is None:
        return rehearsal
    lectern.history.add("rehearsal.undone", rehearsal.id, {"mark": last.id})
    return again(rehearsal.id, lectern)


def attend(rehearsal: Rehearsal, last: Moment, lectern: Lectern) -> Rehearsal:
    """Called about once a second; a suspend is noticed: nobody spoke, and the slot went on."""
    now = lectern.clock()
    since = _there_until(rehearsal, last)
    if rehearsal.open and between(since, now) > LONGEST_BREATH:
        rehearsal = _keep(rehearsal, Mark("", MarkKind.AWAY, now, since=since), lectern)
    keep_beat(lectern.beats, rehearsal.id, now)
    return rehearsal


def resume(lectern: Lectern) -> Resumed:
    """Go on with the rehearsal that is under way; the slot clock was never stopped."""
    rehearsal = open_rehearsal(lectern)
    if rehearsal is None:
        raise NoSuchThing("no rehearsal is under way", hint="`prep talk SLUG` starts one; `prep talk list` shows them.")
    now = lectern.clock()
    since = _there_until(rehearsal, last_beat(lectern.beats, rehearsal.id))
    away = between(since, now)
    rehearsal = _keep(rehearsal, Mark("", MarkKind.AWAY, now, since=since), lectern)
    keep_beat(lectern.beats, rehearsal.id, now)
    words = f"{since.utc.astimezone():%H:%M:%S} to {now.utc.astimezone():%H:%M:%S} ({clock_face(away)})"
    return Resumed(rehearsal, f"assumed that nobody spoke from {words}; the slot clock went on")


def leave(rehearsal: Rehearsal, lectern: Lectern) -> None:
    """The screen closes in order; a rehearsal that is under way goes on without it."""
    if not rehearsal.open:
        end_beats(lectern.beats)


def abandon(rehearsal: Rehearsal, lectern: Lectern) -> Rehearsal:
    """Give it up: it is kept, and counts for nothing."""
    lectern.history.add("rehearsal.abandoned", rehearsal.id, {})
    end_beats(lectern.beats)
    return again(rehearsal.id, lectern)


def score(rehearsal: Rehearsal, marks: Mapping[str, int], lectern: Lectern, *, note: str = "") -> Rehearsal:
    """Keep the self-score; the mark for time is computed and not asked."""
    if rehearsal.finished is None:
        raise BadUsage("this rehearsal is not finished", hint="`prep talk resume` goes on with it.")
    if TIME in marks or not JOB_TALK.fits({**marks, TIME: 3}):
        asked = ", ".join(each.id for each in JOB_TALK.criteria if each.id != TIME)
        raise BadUsage("marks are 1 to 4, one for each criterion", hint=f"Asked are: {asked}.")
    data = {"rubric": JOB_TALK.id, "marks": dict(marks), "note": note}
    lectern.history.add("rehearsal.scored", rehearsal.id, data)
    return again(rehearsal.id, lectern)


def _allowed(kind: MarkKind, stands: Standing) -> bool:
    match kind:
        case _ if stands.doing is Doing.FINISHED:
            return False
        case MarkKind.ASKED:
            return not stands.open_question
        case MarkKind.ANSWERED:
            return stands.open_question
        case MarkKind.PAUSED:
            return stands.doing is not Doing.PAUSED
        case MarkKind.WENT_ON:
            return stands.doing is Doing.PAUSED
        case MarkKind.NEXT:
            return stands.plan.after(stands.index) is not None
        case MarkKind.BACK:
            return stands.plan.before(stands.index) is not None
    return True


def _keep(rehearsal: Rehearsal, mark: Mark, lectern: Lectern) -> Rehearsal:
    fact = lectern.history.add("rehearsal.marked", rehearsal.id, mark_data(mark))
    return replace(rehearsal, marks=(*rehearsal.marks, replace(mark, id=fact.id)))


def _there_until(rehearsal: Rehearsal, beat: Moment | None) -> Moment:
    """When somebody was there last. A mark may be later than the last beat: whoever made it was there."""
    seen = rehearsal.marks[-1].at if rehearsal.marks else rehearsal.started
    return seen if beat is None or _before(beat, seen) else beat


def _before(moment: Moment, other: Moment) -> bool:
    if moment.boot == other.boot:
        return moment.ticks < other.ticks
    return moment.utc < other.utc


def _whole(span: timedelta, seconds: int = 1) -> timedelta:
    return timedelta(seconds=round(span.total_seconds() / seconds) * seconds)
