"""How a rehearsal stands, in words: for the screen and for lines, with seconds (`strict`) or without (`loose`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from prep.model.cut import Plan
from prep.model.moment import ZERO, Moment, clock_face
from prep.model.rehearsal import MarkKind, Rehearsal
from prep.model.rehearsed import signed
from prep.model.standing import Doing, Light, Standing, standing

MINUTE = timedelta(minutes=1)
LAST_MINUTES = timedelta(minutes=5)
LIGHTS = {Light.GREEN: ("●", "in time"), Light.YELLOW: ("▲", "wrap up"), Light.RED: ("■", "over")}
"""A sign and a word for each light: a colour alone tells some people nothing."""
UNDONE = {
    MarkKind.NEXT: "the step on",
    MarkKind.BACK: "the step back",
    MarkKind.ASKED: "the question",
    MarkKind.ANSWERED: "the end of the question",
    MarkKind.PAUSED: "the pause",
    MarkKind.WENT_ON: "the end of the pause",
    MarkKind.STUMBLED: "the stumble",
    MarkKind.CUT: "the cut",
    MarkKind.FINISHED: "the end",
}
"""What undo takes back."""


@dataclass(frozen=True)
class Look:
    """What a speaker wants to see and hear: `loose` leaves the seconds out, `slides` mirrors the plan by slide."""

    loose: bool = False
    slides: bool = False
    bell: bool = False


def left(stands: Standing, look: Look) -> str:
    """What is left of the slot."""
    over = stands.left < ZERO
    if not look.loose:
        return f"{clock_face(stands.left)} {'overtime' if over else 'left'}"
    whole = round(abs(stands.left) / MINUTE)
    if over:
        return f"-{whole} min overtime" if whole else "overtime"
    return f"{whole} min left" if whole else "under a minute left"


def pace(stands: Standing, look: Look) -> str:
    """The projected end against the plan's, with its sign; nobody is told of what lies in the dead band.

    Overtime is never on time: what was within the band before the slot was over is told after it.
    """
    if stands.on_time and stands.left >= ZERO:
        return "on time"
    way = "late" if stands.pace > ZERO else "early"
    if not look.loose:
        return f"{signed(stands.pace)} {way}"
    whole, half = divmod(max(1, round(abs(stands.pace) / MINUTE * 2)), 2)
    return f"{'+' if stands.pace > ZERO else '-'}{whole or ''}{'½' if half else ''} min {way}"


def ends(rehearsal: Rehearsal, stands: Standing, now: Moment) -> str:
    """The projected end as clock time; that of a demonstration goes by its own clock."""
    on_the_wall = now.utc if rehearsal.real else rehearsal.started.utc + stands.gone - rehearsal.lost
    end = on_the_wall + (stands.finish - stands.gone)
    return f"ends {end.astimezone():%H:%M}"


def clocks(stands: Standing, look: Look) -> str:
    """The two clocks: the slot's never stops, the speaker's does."""
    gone, slot, speaking = (span(time, look) for time in (stands.gone, stands.slot, stands.speaking))
    unit = " min" if look.loose else ""
    return f"slot {gone} of {slot}{unit} · speaking {speaking}{unit}"


def span(time: timedelta, look: Look) -> str:
    """A length of time: `9:00`, or `9` where seconds are not wanted."""
    return str(round(time / MINUTE)) if look.loose else clock_face(time)


def place(stands: Standing) -> str:
    """Which of the parts that stay is being spoken: `3/8`."""
    kept = sorted({*stands.plan.kept, stands.index})
    return f"{kept.index(stands.index) + 1}/{len(kept)}"


def state(rehearsal: Rehearsal, stands: Standing, look: Look) -> str:
    """A question or a pause with its own clock; nothing while somebody speaks."""
    match stands.doing:
        case Doing.ANSWERING:
            return f"? question {_so_far(since(rehearsal, stands, MarkKind.ASKED), look)}".rstrip()
        case Doing.PAUSED:
            paused = f"‖ paused {_so_far(since(rehearsal, stands, MarkKind.PAUSED), look)}".rstrip()
            return f"{paused} in a question" if stands.open_question else paused
        case Doing.FINISHED:
            return "finished"
    return ""


def _so_far(time: timedelta, look: Look) -> str:
    whole = time // MINUTE
    return clock_face(time) if not look.loose else f"{whole} min" if whole else ""


def since(rehearsal: Rehearsal, stands: Standing, kind: MarkKind) -> timedelta:
    """How long the question or the pause that began with the last mark of this kind has taken."""
    numbers = [number for number, mark in enumerate(rehearsal.marks) if mark.kind is kind]
    if not numbers:
        return ZERO
    until = rehearsal.marks[: numbers[-1] + 1]
    then = standing(replace(rehearsal, marks=until), until[-1].at)
    if kind is MarkKind.ASKED:
        return sum((split.questions for split in stands.splits), ZERO) - sum((s.questions for s in then.splits), ZERO)
    return sum((split.stopped for split in stands.splits), ZERO) - sum((s.stopped for s in then.splits), ZERO)


def bridge(stands: Standing) -> tuple[str, int | None]:
    """What to say at the end of this part, and the slide to go to; nothing where the next part simply follows."""
    part = stands.plan.parts[stands.index]
    return part.bridge, part.jump


def bridge_words(stands: Standing) -> str:
    """The same in words."""
    said, jump = bridge(stands)
    each = (f"Say “{said}”" if said else "", f"Go to slide {jump}." if jump else "")
    return " ".join(part for part in each if part)


def slides_now(stands: Standing) -> str:
    """The slides of this part, and the one that its time has come to if each gets as much as the others."""
    part = stands.plan.parts[stands.index]
    if part.section.slides is None:
        return ""
    first, last = part.section.slides
    if first == last:
        return f"slide {first}"
    share = stands.splits[stands.index].spoken / part.time if part.time else 1.0
    at = min(first + int(share * part.section.slide_count), last)
    return f"slides {first}-{last}, about slide {at} now"


def notice(rehearsal: Rehearsal, stands: Standing) -> tuple[str, ...]:
    """What a cut asks for, until the speaker moves on: the time there is, what goes, what to say, where to go."""
    seen = stands.cuts[-1] if stands.cuts else None
    if seen is None or seen.adapted is not None or stands.doing is Doing.FINISHED:
        return ()
    plans = [rehearsal.plan, *(mark.plan for mark in rehearsal.marks if mark.plan is not None)]
    lines = [f"“You have {clock_face(stands.slot - seen.gone)} now.”", _dropped(plans[-2], stands)]
    if stands.section_left <= ZERO:
        lines.append("End this section now.")
    if to_say := bridge_words(stands):
        lines.append(to_say)
    if not stands.plan.feasible:
        lines.append("Not even the musts fit: say the last sentence, and stop.")
    return tuple(lines)


def _dropped(before: Plan, stands: Standing) -> str:
    parts = stands.plan.parts
    gone = [n for n in before.kept if n > stands.index and parts[n].cut]
    names = _short([part.section.title for part in parts])
    return f"Drop: {'; '.join(names[n] for n in gone)}." if gone else "Nothing goes; what is to come gets shorter."


def _short(titles: list[str]) -> list[str]:
    """Each title up to its colon or comma, where that is enough to tell it from the others."""
    heads = [re.split("[:,]", title, maxsplit=1)[0] for title in titles]
    return [head if heads.count(head) == 1 else title for head, title in zip(heads, titles, strict=True)]


def calls(stands: Standing) -> frozenset[str]:
    """What is so from some moment on and worth one word then: a section over its time, the end near, the end."""
    part = stands.plan.parts[stands.index]
    said = set()
    if stands.light is Light.RED:
        said.add(f"over time: {part.section.title}")
    if stands.left <= LAST_MINUTES < stands.slot:
        said.add("five minutes are left")
    if stands.left <= ZERO:
        said.add("the slot is over")
    return frozenset(said)


def status(rehearsal: Rehearsal, stands: Standing, now: Moment, look: Look) -> str:
    """How it stands in one line: the section, its time, then the slot's."""
    if stands.doing is Doing.FINISHED:
        return f"finished: {span(stands.gone, look)} of {span(stands.slot, look)}"
    section = f"{place(stands)} {stands.plan.parts[stands.index].section.title}"
    parts = [
        f"{section}: {_section_time(stands, look)}",
        left(stands, look),
        pace(stands, look),
        ends(rehearsal, stands, now),
    ]
    if now_doing := state(rehearsal, stands, look):
        parts.insert(0, now_doing)
    if look.slides and (shown := slides_now(stands)):
        parts.insert(1, shown)
    return " · ".join(parts)


def _section_time(stands: Standing, look: Look) -> str:
    _, word = LIGHTS[stands.light]
    budget = clock_face(stands.plan.parts[stands.index].time)
    if look.loose:
        return word
    if stands.light is Light.RED:
        return f"{clock_face(-stands.section_left)} over its {budget}"
    return f"{clock_face(stands.section_left)} of {budget}, {word}"
