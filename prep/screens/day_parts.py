"""A day under way, as text for screen and lines: what is now, the schedule, what to type. No widget here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from rich.table import Table
from rich.text import Text
from textual.binding import Binding, BindingType

from prep.flows.attending import Attending
from prep.model.day import SlotKind
from prep.model.moment import ZERO, clock_face
from prep.model.onsite import OnSite, Planned, Stands, counts
from prep.model.rubric import BAR
from prep.model.text import counted, printable

OWN_WORDS = "Ask them aloud. Keep a line of what you asked and learnt, if you like; an empty line says goodbye."
KEYS: list[BindingType] = [
    Binding("enter", "open", "open", key_display="enter"),
    Binding("q", "leave", "leave"),
    Binding("question_mark", "help", "help", key_display="?"),
    Binding("d", "done", "done"),
    Binding("s", "skip", "skip"),
    Binding("f", "finish", "finish"),
    Binding("ctrl+c", "leave", "leave", show=False, priority=True),
]
HELP = """\
The day's clock never stops: whoever comes late has less, and a slot that nobody opens is missed.

- **Enter** open: whoever waits comes in, and the real thing begins
- **d** done: close the slot you are in; its score is taken as it stands
- **s** skip: leave the slot out
- **f** finish: end the day now, and see what it came to
- **q** leave: the clock goes on, and `prep day` goes on with the day
- **↑ ↓** scroll the schedule

In a slot: "why here?" first, then the real thing, then five minutes for your own questions.
"""
SIGNS = {
    Stands.DONE: ("✓", "green"),
    Stands.MISSED: ("✗", "red"),
    Stands.WAITS: ("▶", "bold yellow"),
    Stands.ENTERED: ("▶", "bold green"),
    Stands.REST: ("▶", "bold"),
}
LATE = timedelta(minutes=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Names:
    """How things are called: problems by slug, roles by id."""

    problems: Mapping[str, str]
    roles: Mapping[str, str]

    def role(self, planned: Planned) -> str:
        """Who comes in."""
        return self.of(planned.slot.asker)

    def of(self, asker: str, *, within: bool = False) -> str:
        """A role by its id; within a sentence it begins small, unless it is an abbreviation."""
        role = printable(self.roles.get(asker, asker))
        return role[:1].lower() + role[1:] if within and not role[:2].isupper() else role


@dataclass(frozen=True)
class Now:
    """What is now: `left` counts down, to what `unit` says; `says` is a sentence, `enter` what Enter does."""

    title: str
    who: str
    left: timedelta
    unit: str
    says: str
    enter: str


def inside(planned: Planned, names: Names) -> str:
    """What is in a slot, and who comes."""
    slot = planned.slot
    match slot.kind:
        case SlotKind.TALK:
            return ", ".join(planned.what)
        case SlotKind.CODING | SlotKind.DEBUGGING:
            title = names.problems.get(planned.what[0], planned.what[0]) if planned.what else "no problem there"
            return f"{printable(title)} · {names.role(planned)}"
        case _ if slot.interview:
            return f"{counted(len(planned.what), 'question')} · {names.role(planned)}"
    return ""


def demonstration(day: OnSite) -> str:
    """That it only shows how a day goes; nothing for a real one."""
    return "" if day.real else f"demonstration, {day.speed:g} times as fast"


def brief(day: OnSite) -> str:
    """The same where there is little room."""
    return "" if day.real else f"shown at {day.speed:g}x"


def wall(day: OnSite, at: timedelta) -> str:
    """A time of the day on the wall; in a demonstration as it would be."""
    return f"{day.begins.utc.astimezone() + at:%H:%M}"


def now(attending: Attending, names: Names) -> Now:
    """What is now, what comes, and what Enter does."""
    day, elapsed = attending.day, attending.elapsed
    if elapsed < ZERO:
        return Now("Not yet", "", -elapsed, "until it begins", f"First: {_coming(attending, 0, names)}.", "")
    number = attending.current()
    if number is None:
        return Now("The day is over", "", ZERO, "", "Enter shows what it came to.", "end")
    slot, who = attending.slot(number), names.role(attending.planned(number))
    left, late = slot.end - elapsed, elapsed - slot.start
    match attending.stands(number):
        case Stands.WAITS:
            lost = f"{clock_face(late)} of it are gone, and late is late. " if late >= LATE else ""
            return Now(slot.title, who, left, "left", f"{lost}Enter opens it.", "open")
        case Stands.ENTERED:
            return Now(slot.title, who, left, "left", "They are still there. Enter goes back in, d ends it.", "open")
    following = attending.following()
    if following is None:
        return Now("That was the last one", "", day.length - elapsed, "left", "Enter shows what it came to.", "end")
    title = slot.title if not counts(slot) else f"{slot.title}: done"
    says = f"Next: {_coming(attending, following, names)}."
    return Now(title, "", attending.slot(following).start - elapsed, "until the next", says, "")


def coming(attending: Attending, names: Names) -> str:
    """The talk or interview that comes next."""
    following = attending.following()
    return "Nothing comes any more." if following is None else f"Next: {_coming(attending, following, names)}."


def _coming(attending: Attending, number: int, names: Names) -> str:
    planned = attending.planned(number)
    who = names.of(planned.slot.asker, within=True)
    return f"{planned.slot.title}{f' · {who}' if who else ''}, {wall(attending.day, planned.slot.start)}"


def closed(attending: Attending, number: int) -> str:
    """What a slot came to, in one line."""
    held = attending.held(number)
    score = "no score" if held.score is None else f"{held.score:.1f} of 4"
    return f"{attending.slot(number).title}: {score} · {held.words}"


def line(attending: Attending, names: Names) -> Text:
    """What is now, on one line."""
    here = now(attending, names)
    who = f" · {here.who}" if here.who else ""
    time = wall(attending.day, max(attending.elapsed, ZERO))
    text = Text.assemble((f"{time} ", "cyan"), (here.title, "bold"), who)
    if here.unit:
        text.append(f" · {clock_face(here.left)} {here.unit}", style="bold")
    text.append(f" · {here.says}")
    if shown := demonstration(attending.day):
        text.append(f" ({shown})", style="bold")
    return text


def bar(attending: Attending, width: int) -> Text:
    """The day in one line of `width` columns: the time, how far it is, whether it is only shown."""
    day = attending.day
    all_of = [n for n, each in enumerate(day.plan) if counts(each.slot)]
    over = sum(attending.stands(n) in (Stands.DONE, Stands.MISSED) for n in all_of)
    left = f"Mock on-site · {wall(day, attending.elapsed)}"
    parts = [f"{over} of {len(all_of)} over", f"ends {wall(day, day.length)}"]
    shown = demonstration(day)
    least = [brief(day)] if shown else parts[:1]
    choices = [[shown, *parts], [shown, *parts[:1]], [shown], least] if shown else [parts, least]
    right = next((each for words in choices if len(each := " · ".join(words)) + 2 + len(left) <= width), least[0])
    return Text.assemble((left, "bold"), right.rjust(max(0, width - len(left))))


def schedule(attending: Attending, names: Names, *, small: bool) -> Table:
    """Every slot with how it stands; breaks stand back, what is done has its score."""
    table = Table(box=None, pad_edge=False, show_header=False, expand=True)
    table.add_column(width=1, min_width=1)
    table.add_column(no_wrap=True, min_width=5)
    if not small:
        table.add_column(no_wrap=True, justify="right", min_width=6)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1 if small else None)
    table.add_column(no_wrap=True, justify="right", min_width=3)
    if not small:
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for number, each in enumerate(attending.day.plan):
        table.add_row(*_row(attending, number, each, names, small=small))
    return table


def _row(attending: Attending, number: int, planned: Planned, names: Names, *, small: bool) -> list[Text]:
    slot, stands = planned.slot, attending.stands(number)
    held = attending.day.held.get(number)
    now = stands in (Stands.WAITS, Stands.ENTERED, Stands.REST)
    back = not counts(slot) or stands in (Stands.DONE, Stands.MISSED)
    style = "bold" if now else "dim" if back else ""
    sign, colour = SIGNS.get(stands, ("", ""))
    if stands is Stands.DONE and held is not None and held.score is None:
        sign, colour = "-", "yellow"
    score = held.score if held is not None and held.closed is not None else None
    said = held.words if held is not None and held.closed is not None else ""
    words = "missed" if stands is Stands.MISSED else said or names.role(planned)
    cells = [Text(sign, style=colour), Text(wall(attending.day, slot.start), style="bold cyan" if now else "cyan")]
    if not small:
        cells.append(Text(f"{round(slot.length / MINUTE)} min", style="dim"))
    cells += [
        Text(slot.title, style=style),
        Text("" if score is None else f"{score:.1f}", style="green" if (score or 0) >= BAR else "yellow"),
    ]
    return cells if small else [*cells, Text(words, style="red" if stands is Stands.MISSED else "dim")]
