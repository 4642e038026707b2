"""Talks and their plans as lines in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from prep.model.cut import Part, Plan
from prep.model.moment import ZERO, clock_face
from prep.model.talk import Section, Talk
from prep.model.text import counted, printable

MUST = "●"
LEGEND = f"{MUST} a must: it is in every version"


def talks_table(talks: Iterable[Talk]) -> Table:
    """One line a talk."""
    table = _table("slug", "min", "questions", "title")
    for talk in talks:
        table.add_row(Text(talk.slug, style="bold"), str(talk.minutes), f"+ {talk.questions_minutes}", Text(talk.title))
    return table


def talk_lines(talk: Talk) -> RenderableType:
    """A talk's facts, its sections with their budgets, and the notes to each."""
    facts = Text.assemble((talk.title, "bold"), "\n", length(talk, talk.minutes))
    facts.append(f" · {counted(len(talk.sections), 'section')} · {counted(len(talk.questions), 'likely question')}\n")
    table = _table("", "section", "target", "least", "tier", "pri", "slides")
    for section in talk.sections:
        table.add_row(
            _must(section.tier == talk.shortest),
            Text(section.title),
            *map(clock_face, (section.target, section.least)),
            f"{section.tier} min",
            str(section.priority),
            slides(section),
        )
    spare = timedelta(minutes=talk.minutes) - talk.planned
    planned = f"{clock_face(talk.planned)} planned of {clock_face(timedelta(minutes=talk.minutes))}"
    foot = Text(f"{planned}{f', {clock_face(spare)} to spare' if spare else ''}. {LEGEND}.\n", style="dim")
    return Group(facts, table, foot, *(_notes(section) for section in talk.sections if section.notes or section.bridge))


def plan_lines(talk: Talk, minutes: float, plan: Plan) -> RenderableType:
    """What stays, when and for how long, what to say and where to jump; then what goes."""
    parts: list[RenderableType] = [Text.assemble((talk.title, "bold"), "\n", length(talk, minutes), "\n")]
    if not plan.feasible:
        return Group(*parts, _infeasible(plan))
    table = _table("", "at", "for", "slides", "section")
    for part, start in zip(plan.parts, plan.starts, strict=False):
        if not part.cut:
            name = Text(part.section.title)
            name.append("".join(f"\n{words}" for words in bridge_words(part)), style="cyan")
            table.add_row(_must(part.must), clock_face(start), clock_face(part.time), slides(part.section), name)
    table.add_row("", clock_face(plan.speaking), "", "", Text(f"end{spare_words(plan)}", style="dim"))
    parts.append(table)
    if gone := [part.section for part in plan.parts if part.cut]:
        parts += [Text(f"\ngoes ({clock_face(sum((each.target for each in gone), ZERO))} of the full talk):")]
        parts += [Text(f"  {each.title} ({goes_words(each)})", style="dim") for each in gone]
    return Group(*parts, Text(f"\n{LEGEND}", style="dim"))


def versions_table(talk: Talk, plans: Mapping[int, Plan]) -> RenderableType:
    """The plans for several lengths side by side."""
    table = _table("", "section", *(f"{minutes} min" for minutes in plans))
    for number, section in enumerate(talk.sections):
        parts = [plan.parts[number] for plan in plans.values()]
        times = (Text("·", style="dim") if part.cut else Text(clock_face(part.time)) for part in parts)
        table.add_row(_must(section.tier == talk.shortest), Text(section.title), *times)
    table.add_row("", Text("questions after", style="dim"), *(f"+ {talk.questions_for(minutes)}" for minutes in plans))
    return Group(Text(f"{talk.title}\n", style="bold"), table, Text(f"\n{LEGEND}", style="dim"))


def length(talk: Talk, minutes: float) -> str:
    """How long the speaking and the questions are."""
    return f"{minutes:g} min of speaking + {talk.questions_for(minutes)} min of questions"


def slides(section: Section) -> str:
    """Its slides as a range."""
    if section.slides is None:
        return ""
    first, last = section.slides
    return str(first) if first == last else f"{first}-{last}"


def bridge_words(part: Part) -> list[str]:
    """What to say at its end, and where to jump; nothing where the talk simply goes on."""
    said = f'say: "{part.bridge}"' if part.bridge else ""
    jump = f"→ slide {part.jump}" if part.jump else ""
    return [words for words in (said, jump) if words]


def goes_words(section: Section) -> str:
    """How long a section that goes would be, and which slides are free for questions."""
    named = f", slides {slides(section)}" if section.slide_count > 1 else f", slide {slides(section)}"
    return f"{clock_face(section.target)}{named if section.slides else ''}"


def spare_words(plan: Plan) -> str:
    """What no section wants."""
    return f", {clock_face(plan.spare)} to spare" if plan.spare > ZERO else ""


def infeasible(plan: Plan) -> str:
    """Why there is no such version, in one sentence."""
    over = clock_face(plan.need - plan.slot)
    return f"infeasible: the musts need {clock_face(plan.need)}, {over} more than there is"


def _infeasible(plan: Plan) -> RenderableType:
    table = _table("", "at least", "shorten by", "to", "section")
    for number, by in plan.shorter.items():
        section = plan.parts[number].section
        table.add_row(_must(True), *map(clock_face, (section.least, by, section.least - by)), Text(section.title))
    or_else = f"\nOr give one of them a longer tier than {plan.parts[next(iter(plan.shorter))].section.tier}: "
    words = Text(f"{or_else}then it is no must. Both are in talk.toml, as `least` and `tier`.")
    return Group(Text(f"{infeasible(plan)}\n", style="bold red"), table, words)


def _notes(section: Section) -> RenderableType:
    said = Text(printable(section.notes, most=len(section.notes)))
    if section.bridge:
        said.append(f"\nbridge: {section.bridge}" if section.notes else f"bridge: {section.bridge}", style="cyan")
    return Group(Text(section.title, style="bold"), Padding(said, (0, 0, 1, 2)))


def _must(must: bool) -> Text:
    return Text(MUST if must else " ", style="green")


def _table(*names: str) -> Table:
    """Words to the left, numbers to the right."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in names:
        words = name in ("", "slug", "section", "title", "slides")
        wraps = name in ("section", "title")
        table.add_column(name, justify="left" if words else "right", no_wrap=not wraps, overflow="fold")
    return table
