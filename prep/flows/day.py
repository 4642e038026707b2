"""A mock on-site, step by step: planned from real problems and questions, opened and closed on the real clock."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from prep.clock import Clock
from prep.errors import BadUsage, NoSuchThing
from prep.flows.asking import Chair, known
from prep.flows.choose import best_next
from prep.history import History
from prep.history.ids import uuid7
from prep.model.answer import DEMONSTRATION
from prep.model.asking import picks, takes
from prep.model.correction import VOIDED
from prep.model.day import Slot, SlotKind
from prep.model.moment import ZERO, Moment
from prep.model.onsite import DAY_KINDS, OnSite, Planned, days_from, started_data
from prep.model.problem import Kind, Problem
from prep.model.question import Bank
from prep.model.record import moment_data
from prep.model.session import Session

FORGOTTEN = timedelta(hours=24)
BANKS = {SlotKind.RESEARCH: "research", SlotKind.SOFT_SKILLS: "behavioural", SlotKind.WHY: "motivation"}
CODING = (Kind.IMPLEMENT, Kind.VECTORISE, Kind.EXTEND, Kind.REFACTOR)


@dataclass(frozen=True)
class Material:
    """What a day is made of: problems, banks, and what was done with them so far."""

    problems: Sequence[Problem]
    sessions: Sequence[Session]
    banks: Sequence[Bank]


def plan(slots: Sequence[Slot], material: Material, chair: Chair, *, seed: int, talk: str = "") -> tuple[Planned, ...]:
    """Each slot with the real thing in it; the same seed and history give the same day. Nothing comes twice."""
    chance = random.Random(seed)
    used: set[str] = set()
    planned = []
    for slot in slots:
        why = _why(slot, material, used) if slot.interview else ""
        used.add(why)
        what: tuple[str, ...] = ()
        if slot.kind is SlotKind.TALK:
            what = (talk,) if talk else ()
        elif slot.kind in (SlotKind.CODING, SlotKind.DEBUGGING):
            what = _problem(slot, material, used)
        elif slot.interview:
            what = _questions(slot, material, chair, used, chance)
        used.update(what)
        planned.append(Planned(slot, what, why))
    return tuple(planned)


def start(
    planned: Sequence[Planned],
    history: History,
    clock: Clock,
    *,
    wait: timedelta = ZERO,
    speed: float = 1.0,
    seed: int,
    company: str = "",
) -> OnSite:
    """The day is on; it begins after `wait` (negative: it has begun already, and you are late)."""
    if (other := open_day(history, clock)) is not None:
        raise BadUsage(
            "a day is under way", hint=f"`prep day` goes on with it ({other.id[:8]}); `prep day --abandon` gives it up."
        )
    now = clock()
    begins = Moment(now.utc + wait, now.ticks + wait, now.boot)
    day = OnSite(id=uuid7(now.utc), begins=begins, plan=tuple(planned), speed=speed, seed=seed, company=company)
    history.add("day.started", day.id, started_data(day))
    return again(day.id, history)


def days(history: History) -> tuple[OnSite, ...]:
    """Every day there was, by its start."""
    return days_from(history.facts(kinds=DAY_KINDS))


def open_day(history: History, clock: Clock) -> OnSite | None:
    """The day that is under way, unless it was left long ago."""
    last = next(reversed(days(history)), None)
    if last is None or not last.open or last.elapsed(clock()) > last.length + FORGOTTEN:
        return None
    return last


def again(id: str, history: History) -> OnSite:
    """The day as the history has it now."""
    found = days_from(history.facts(kinds=DAY_KINDS, about=id))
    if not found:
        raise NoSuchThing(f"there is no day {id!r}", hint="`prep day` begins one.")
    return found[0]


def open_slot(day: OnSite, number: int, history: History, clock: Clock) -> OnSite:
    """Somebody comes in; opening it again after a crash changes nothing."""
    if number not in day.held:
        history.add("day.opened", day.id, {"slot": number, **moment_data(clock())})
    return again(day.id, history)


def sitting_of(day: OnSite, number: int) -> str:
    """The id that the answers of a slot carry; those of a demonstration are known by it, and count for nothing."""
    return f"{'' if day.real else DEMONSTRATION}{day.id}/{number}"


def note(day: OnSite, number: int, text: str, history: History, clock: Clock) -> OnSite:
    """Keep a line of what you asked in a slot, and what you learnt."""
    history.add("day.noted", day.id, {"slot": number, "text": text, **moment_data(clock())})
    return again(day.id, history)


def close_slot(
    day: OnSite,
    number: int,
    history: History,
    clock: Clock,
    *,
    score: float | None,
    words: str = "",
    facts: Sequence[str] = (),
    shown: Sequence[str] = (),
) -> OnSite:
    """They leave. `facts` are the ids of the session, the rehearsal or the answers of this slot.

    `shown` are those of sessions that were only shown: they stand in the day, and count nowhere else.
    """
    data = {"slot": number, "score": score, "words": words, "facts": list(facts), **moment_data(clock())}
    void = {"voided": True, "because": "a demonstration"}
    history.add_all([("day.closed", day.id, data), *((VOIDED, id, void) for id in shown)])
    return again(day.id, history)


def finish(day: OnSite, history: History) -> OnSite:
    """The day is over."""
    if day.open:
        history.add("day.finished", day.id, {})
    return again(day.id, history)


def abandon(day: OnSite, history: History) -> OnSite:
    """Give it up: what was done stays in the history, the day counts for nothing."""
    history.add("day.abandoned", day.id, {})
    return again(day.id, history)


def _problem(slot: Slot, material: Material, used: set[str]) -> tuple[str, ...]:
    """The best next problem of the slot's kind that fits its time; where none fits, the shortest there is."""
    kinds = (Kind.DEBUG,) if slot.kind is SlotKind.DEBUGGING else CODING
    # What is open or parked is gone on with elsewhere: an interview begins from the starter.
    taken = used | {session.slug for session in material.sessions if session.open}
    free = [each for each in material.problems if each.kind in kinds and each.slug not in taken]
    fitting = [each for each in free if timedelta(minutes=each.minutes) <= slot.main]
    if not fitting and free:
        fitting = [min(free, key=lambda each: (each.minutes, each.slug))]
    choice = best_next(fitting, material.sessions)
    return (choice.problem.slug,) if choice else ()


def _questions(slot: Slot, material: Material, chair: Chair, used: set[str], chance: random.Random) -> tuple[str, ...]:
    """Questions that fill the slot's time: what is due first, new ones drawn."""
    bank = next((each for each in material.banks if each.name == BANKS[slot.kind]), None)
    if bank is None:
        return ()
    theirs = slot.asker if slot.kind is SlotKind.WHY else ""
    free = [each for each in bank.questions if each.key not in used and theirs in ("", each.asker.id)]
    chance.shuffle(free)
    found = picks(free, known(chair), today=chair.today, extra=True)
    chosen: list[str] = []
    left = slot.main
    for pick in found:
        if not chosen or takes(pick.question) <= left:
            chosen.append(pick.question.key)
            left -= takes(pick.question)
    return tuple(chosen)


def _why(slot: Slot, material: Material, used: set[str]) -> str:
    """The question that this role opens with: "why here?" in its own words, the first of them in the bank."""
    bank = next((each for each in material.banks if each.name == "motivation"), None)
    theirs = [each.key for each in bank.questions if each.asker.id == slot.asker] if bank else []
    return next((key for key in theirs if key not in used), "")
