"""The parts of the rehearsal screen as text: the one calm line, the section being spoken, the plan. No widget here."""

from __future__ import annotations

from itertools import zip_longest

from rich.table import Table
from rich.text import Text
from textual.binding import Binding, BindingType

from prep.flows.speaking import Coming
from prep.model.cut import Plan
from prep.model.moment import ZERO, Moment, clock_face
from prep.model.rehearsal import Rehearsal, minutes_of
from prep.model.rehearsed import result, result_lines
from prep.model.rubric import JOB_TALK
from prep.model.standing import Doing, Light, Standing
from prep.model.talk import Section
from prep.model.text import printable
from prep.screens import standing_words as words
from prep.screens.standing_words import Look

COLOURS = {Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}
GAP = "  "
KEYS: list[BindingType] = [
    Binding("n,space,right,pagedown", "next", "next", key_display="n"),
    Binding("b,left,pageup", "back", "back", key_display="b"),
    Binding("question_mark", "help", "help", key_display="?"),
    Binding("q", "question", "question"),
    Binding("c", "cut", "cut"),
    Binding("p", "pause", "pause"),
    Binding("m", "stumble", "stumble"),
    Binding("u", "undo", "undo"),
    Binding("f", "finish", "finish"),
    Binding("escape", "escape", "leave", show=False),
]

HELP = """\
Speak. `n` when you go on to the next section; everything else is for when something happens.

- **n**, space, →, PageDown: the next section; after the last one the talk is over
- **b**, ←, PageUp: back; a section's time adds up over its visits
- **q** a question from the audience, and its end: the speaking clock stops, the slot's does not
- **c** somebody tells you how many minutes are left: what is to come is planned again
- **p** pause, and go on; a question stays open · **m** mark a stumble, with a word if you like
- **u** undo the last mark · **f** finish · **Esc**, Ctrl-C leave: `prep talk resume` goes on

● in time · ▲ four fifths of the section's time are gone · ■ over it.
"""


def bar(rehearsal: Rehearsal, stands: Standing, now: Moment, look: Look, width: int) -> Text:
    """The one calm line: time left, pace, projected end; and the two clocks where there is room for them."""
    over, late = stands.left < ZERO, not stands.on_time and stands.pace > ZERO
    line = Text.assemble(
        (words.left(stands, look), "bold red" if over else "bold"),
        " · ",
        (words.pace(stands, look), "bold yellow" if late and not over else "bold"),
    )
    ends, clocks = f" · {words.ends(rehearsal, stands, now)}", words.clocks(stands, look)
    if len(line) + len(ends) <= width:
        line.append(ends)
    room = width - len(line)
    return line.append(clocks.rjust(room) if len(clocks) + len(GAP) <= room else " " * room)


def about(rehearsal: Rehearsal) -> Text:
    """Which talk this is, in which version, and whether it is only shown."""
    text = Text.assemble(rehearsal.title, f" · {rehearsal.mode}", style="dim")
    if not rehearsal.real:
        text.append(f" · demonstration, {rehearsal.speed:g} times as fast", style="bold not dim")
    return text


def heading(stands: Standing) -> Text:
    """The section being spoken, and which of how many it is."""
    return Text.assemble((words.place(stands), "dim"), GAP, (stands.plan.parts[stands.index].section.title, "bold"))


def big(stands: Standing, look: Look) -> str:
    """What is left of the section, for the large digits; nothing where seconds are not wanted."""
    return "" if look.loose else clock_face(stands.section_left)


def beside(rehearsal: Rehearsal, stands: Standing, look: Look, width: int) -> Text:
    """Beside the digits: the light in a word, or the state; how much of the budget is spoken, also as a bar."""
    spoken, budget = stands.splits[stands.index].spoken, stands.plan.parts[stands.index].time
    sign, word = words.LIGHTS[stands.light]
    colour = COLOURS[stands.light]
    state = words.state(rehearsal, stands, look)
    first = Text.assemble((f" {state} ", "bold reverse") if state else (f"{sign} {word}", f"bold {colour}"))
    if look.loose:
        return first
    cells = max(8, min(width, 40))
    full = cells if not budget else min(cells, round(cells * (spoken / budget)))
    return Text.assemble(
        first,
        (f"\n{clock_face(spoken)} of {clock_face(budget)}\n", "dim"),
        ("━" * full, colour),
        ("─" * (cells - full), "dim"),
    )


def notice(rehearsal: Rehearsal, stands: Standing, *, small: bool) -> Text:
    """What a cut asks for, until the speaker moves on; on a small terminal what is to be done now comes first."""
    told = words.notice(rehearsal, stands)
    if small:
        told = (*told[:1], *told[2:], *told[1:2])
    lines = [Text.assemble((line, "" if number else "bold")) for number, line in enumerate(told)]
    return Text(" " if small else "\n").join(lines)


def bridge(rehearsal: Rehearsal, stands: Standing) -> Text:
    """What to say at the end of this part, and where to go; while a notice says it, nothing."""
    said, jump = ("", None) if words.notice(rehearsal, stands) else words.bridge(stands)
    text = Text.assemble(("end with  ", "dim"), (f"“{said}”", "italic")) if said else Text()
    return text.append(f"{GAP if said else ''}→ slide {jump}", style="bold") if jump else text


def slides(stands: Standing, look: Look) -> Text:
    """The slides of this part and about where among them one should be."""
    return Text.assemble((words.slides_now(stands) if look.slides else "", "cyan"))


def notes(stands: Standing) -> Text:
    """What the author wrote for this section."""
    written = stands.plan.parts[stands.index].section.notes
    return Text(printable(written, most=len(written)))


def coming(stands: Standing, look: Look) -> Text:
    """The next section, small."""
    after = stands.plan.after(stands.index)
    if after is None:
        return Text("next  the end", style="dim")
    part = stands.plan.parts[after]
    minutes = f"{words.span(part.time, look)}{' min' if look.loose else ''}"
    text = Text.assemble((f"next  {minutes}  ", "dim"), part.section.title)
    return text.append(_slides(part.section), style="cyan") if look.slides else text


def plan(stands: Standing, look: Look) -> Table:
    """Every section with its plan and its real length, for a terminal with room."""
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("", width=1)
    table.add_column("section", ratio=1, no_wrap=True, overflow="ellipsis")
    if look.slides:
        table.add_column("slides", no_wrap=True)
    table.add_column("plan", justify="right", no_wrap=True)
    table.add_column("real", justify="right", no_wrap=True)
    for number, (part, split) in enumerate(zip(stands.plan.parts, stands.splits, strict=True)):
        here = number == stands.index and stands.doing is not Doing.FINISHED
        sign = "▶" if here else "✓" if split.visits and not part.cut else "·" if part.cut else ""
        planned = "goes" if part.cut and not split.visits else words.span(part.time, look)
        style = "bold" if here else "dim" if part.cut else ""
        over = split.spoken > part.time
        real = Text.assemble((words.span(split.spoken, look) if split.visits else "", "red" if over else ""))
        shown = [Text.assemble((_range(part.section), "cyan"))] if look.slides else []
        table.add_row(sign, Text(part.section.title), *shown, planned, real, style=style)
    return table


def slot(coming: Coming, plan: Plan, now: Moment) -> Text:
    """The slot before the first word: how long, what is lost of it, when it would end."""
    end = now.utc + plan.slot
    text = Text(f"{clock_face(plan.slot)} to speak")
    if coming.lost:
        text.append(f", {minutes_of(coming.lost)} min late")
    text.append(f" · {'ends' if coming.end else 'would end'} {end.astimezone():%H:%M}")
    if coming.speed != 1:
        text.append(f" · demonstration, {coming.speed:g} times as fast", style="bold")
    return text


def lead_in(plan: Plan, *, small: bool) -> Table:
    """The plan in one glance: what stays and for how long, then what goes; on a small terminal in two columns."""
    kept = [plan.parts[number] for number in plan.kept]
    gone = [part.section for part in plan.parts if part.cut]
    cells = [(clock_face(part.time), Text(part.section.title), _slides(part.section)) for part in kept]
    cells += [("goes", Text(section.title, style="dim"), _slides(section)) for section in gone]
    table = Table.grid(padding=(0, 1), expand=small)
    for _ in range(2 if small else 1):
        table.add_column(justify="right", no_wrap=True, style="bold")
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1 if small else None)
    if small:
        half = -(-len(cells) // 2)
        for left, right in zip_longest(cells[:half], cells[half:], fillvalue=("", Text(), "")):
            table.add_row(*left[:2], *right[:2])
    else:
        table.add_column(no_wrap=True, style="dim")
        for cell in cells:
            table.add_row(*cell)
    return table


def first(coming: Coming, plan: Plan, now: Moment) -> Text:
    """While it counts down: where to begin, and the bad news if that comes first."""
    text = Text.assemble(("first  ", "dim"), (plan.parts[plan.kept[0]].section.title, "bold"))
    slot = coming.told_first(now)
    if slot is not None:
        text.append(f"\n“Before you begin: you have {clock_face(slot - coming.lost)}.”", style="bold yellow")
    return text


def measured(rehearsal: Rehearsal) -> Text:
    """What was measured, and beside it the own marks once they are given."""
    head, *lines = result_lines(result(rehearsal))
    text = Text("\n").join([Text(head, style="bold"), *map(Text, lines)])
    if rehearsal.score is not None:
        own = rehearsal.score.marks
        marks = [f"{each.title.lower()} {own[each.id]}" for each in JOB_TALK.criteria if each.id in own]
        text.append(f"\nyou: {', '.join(marks)}; time {result(rehearsal).time_mark}, as measured")
    return text


def _slides(section: Section) -> str:
    return f"{GAP}slide{'s' if section.slide_count > 1 else ''} {_range(section)}" if section.slides else ""


def _range(section: Section) -> str:
    first, last = section.slides or ("", "")
    return f"{first}" if first == last else f"{first}-{last}"
