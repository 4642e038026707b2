"""A mock on-site: which interviews fit into so many hours, and when each begins. Plain arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from prep.errors import BadUsage
from prep.model.moment import ZERO
from prep.model.text import counted

HOURS = (4, 10)
SLOTS = (30, 45, 60)
TALK = timedelta(minutes=60)
"""45 minutes of talk and 15 of questions."""
OWN_QUESTIONS = timedelta(minutes=5)
WHY = timedelta(minutes=5)


class SlotKind(StrEnum):
    """What happens in a slot."""

    TALK = "talk"
    CODING = "coding"
    DEBUGGING = "debugging"
    RESEARCH = "research"
    SOFT_SKILLS = "soft-skills"
    WHY = "why"
    BREAK = "break"
    LUNCH = "lunch"


@dataclass(frozen=True)
class Slot:
    """One entry of the day; `start` counts from the day's beginning.

    `asker` is the role that asks "why here?" at the start of an interview, by its id in the bank of motivation.
    """

    kind: SlotKind
    start: timedelta
    length: timedelta
    asker: str = ""

    @property
    def end(self) -> timedelta:
        """When the next one begins."""
        return self.start + self.length

    @property
    def title(self) -> str:
        """As the schedule shows it."""
        return TITLES[self.kind]

    @property
    def interview(self) -> bool:
        """Whether somebody interviews you in it: everything but the talk, breaks and lunch."""
        return self.kind not in (SlotKind.TALK, SlotKind.BREAK, SlotKind.LUNCH)

    @property
    def main(self) -> timedelta:
        """What is left for the real thing between "why here?" and the questions of your own."""
        return self.length - (WHY + OWN_QUESTIONS if self.interview else ZERO)


TITLES = {
    SlotKind.TALK: "Job talk and questions",
    SlotKind.CODING: "Coding",
    SlotKind.DEBUGGING: "Debugging",
    SlotKind.RESEARCH: "Research chat",
    SlotKind.SOFT_SKILLS: "Soft skills",
    SlotKind.WHY: "Recruiter chat",
    SlotKind.BREAK: "Break",
    SlotKind.LUNCH: "Lunch",
}

RUN_OF_PLAY = (
    (SlotKind.CODING, "researcher"),
    (SlotKind.RESEARCH, "manager"),
    (SlotKind.SOFT_SKILLS, "hr"),
    (SlotKind.WHY, "recruiter"),
    (SlotKind.DEBUGGING, "researcher"),
    (SlotKind.RESEARCH, "researcher"),
    (SlotKind.CODING, "manager"),
    (SlotKind.SOFT_SKILLS, "manager"),
    (SlotKind.DEBUGGING, "researcher"),
)
"""Who comes in, in this order, and again from the start on a long day with short slots: four roles by the fourth."""


def lunch_for(hours: float) -> timedelta:
    """How long lunch is: none on a half day."""
    if hours < 5:
        return ZERO
    return timedelta(minutes=45 if hours < 7 else 60)


def lay_out(hours: float, *, slot: int = 45, pause: int = 5) -> tuple[Slot, ...]:
    """The day: the talk first, then as many interviews as fit, a break between any two, lunch nearest the middle.

    `hours` from 4 to 10, `slot` and `pause` in minutes. Lunch stands in the place of a break.
    """
    if not HOURS[0] <= hours <= HOURS[1]:
        raise BadUsage(
            f"a day has {HOURS[0]} to {HOURS[1]} hours, not {hours:g}", hint="Example: `prep day --hours 6`."
        )
    if slot not in SLOTS:
        raise BadUsage(f"a slot has 30, 45 or 60 minutes, not {slot}", hint="Example: `prep day --slot 45`.")
    if not 0 <= pause <= 30:
        raise BadUsage(f"a break has 0 to 30 minutes, not {pause}", hint="Example: `prep day --break 10`.")
    length, rest, lunch = timedelta(minutes=slot), timedelta(minutes=pause), lunch_for(hours)
    room = timedelta(hours=hours) - TALK - lunch + (rest if lunch else ZERO)
    number = room // (length + rest)
    items = [(SlotKind.TALK, TALK, "")]
    for place in range(number):
        kind, asker = RUN_OF_PLAY[place % len(RUN_OF_PLAY)]
        items.append((kind, length, asker))
    return tuple(_timed(items, rest, lunch))


def _timed(items: list[tuple[SlotKind, timedelta, str]], rest: timedelta, lunch: timedelta) -> list[Slot]:
    ends, at = [], ZERO
    for _, length, _ in items:
        at += length
        ends.append(at)
        at += rest
    middle = (ends[-1] + lunch) / 2
    # Lunch is one of the gaps, never after the last interview.
    noon = min(range(len(items) - 1), key=lambda n: abs(ends[n] + lunch / 2 - middle)) if lunch else None
    slots, at = [], ZERO
    for number, (kind, length, asker) in enumerate(items):
        slots.append(Slot(kind, at, length, asker))
        at += length
        gap = lunch if number == noon else rest
        if number < len(items) - 1 and gap:
            slots.append(Slot(SlotKind.LUNCH if number == noon else SlotKind.BREAK, at, gap))
            at += gap
    return slots


def summary(slots: tuple[Slot, ...]) -> str:
    """`talk + 5 interviews, 5 h 50`."""
    minutes = round(slots[-1].end / timedelta(minutes=1))
    number = sum(slot.interview for slot in slots)
    return f"talk + {counted(number, 'interview')}, {minutes // 60} h {minutes % 60:02}"
