"""What a mock on-site came to, as lines in a terminal and as data: scores by slot, fatigue, why, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from prep.cli.show_day import slot_data
from prep.flows.attending import Attending
from prep.model.answer import Answered
from prep.model.moment import clock_face
from prep.model.onsite import OnSite, Stands, counts, fatigue, to_work_on
from prep.model.onsite_report import fatigue_words, next_command, same_reason_words
from prep.model.rubric import BAR
from prep.model.rubrics import MOTIVATION
from prep.screens.day_parts import Names, demonstration, wall

CELLS = 24
"""How wide the bar of a score of 4 is."""


def report(attending: Attending, days: Sequence[OnSite], names: Names) -> list[RenderableType]:
    """The whole day."""
    day = attending.day
    begins = day.begins.utc.astimezone()
    head = Text.assemble((f"Mock on-site, {begins.day} {begins:%b %Y}", "bold"))
    if shown := demonstration(day):
        head.append(f" · {shown}; it counts for nothing", style="bold yellow")
    lines: list[RenderableType] = [head, Text(), chart(attending, names), Text()]
    lines.append(Text(fatigue_words(days) if day.real else "A demonstration tells nothing about fatigue."))
    if whys := why_answers(attending):
        lines += [Text(), Text('"Why here?", from role to role', style="bold"), why_table(whys, names)]
        scores = {names.of(role, within=True): answer.score for role, answer in whys.items()}
        if said := same_reason_words(scores):
            lines.append(Text(said))
    if asked := asked_lines(attending):
        lines += [Text(), Text("What you asked and learnt", style="bold"), *asked]
    if todo := to_work_on(day):
        lines += [Text(), Text("To work on", style="bold"), *(Text(f"  {n}  {each}") for n, each in enumerate(todo, 1))]
    return [*lines, Text(), Text.assemble("Next: ", (f"`{next_command(day)}`", "bold"))]


def chart(attending: Attending, names: Names) -> Table:
    """A bar for each score, the bar of the rubric marked in it."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, width=CELLS)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold", style="dim")
    for number, each in enumerate(attending.day.plan):
        if not counts(each.slot):
            continue
        held, stands = attending.day.held.get(number), attending.stands(number)
        score = held.score if held is not None else None
        words = held.words if held is not None else "missed" if stands is Stands.MISSED else "not reached"
        who = names.of(each.slot.asker, within=True)
        known = not who or who in each.slot.title.lower()
        title = Text(each.slot.title if known else f"{each.slot.title}, {who}")
        face = Text("-" if score is None else f"{score:.1f}", style=score_style(score))
        table.add_row(wall(attending.day, each.slot.start), title, _bar(score), face, Text(words))
    return table


def _bar(score: float | None) -> Text:
    full = 0 if score is None else round(score / 4 * CELLS)
    bar = Text("█" * full, style=score_style(score)).append("·" * (CELLS - full), style="dim")
    at = round(BAR / 4 * CELLS)
    if full < at:
        # The bar of the rubric, where the score does not reach it.
        bar = Text.assemble(bar[:at], ("│", "dim"), bar[at + 1 :])
    return bar


def score_style(score: float | None) -> str:
    """How a score is coloured."""
    return "dim" if score is None else "green" if score >= BAR else "yellow"


def why_answers(attending: Attending) -> dict[str, Answered]:
    """The first answer to "why here?" for each role."""
    found: dict[str, Answered] = {}
    for number, each in enumerate(attending.day.plan):
        for answer in attending.answers(number) if each.why else ():
            if answer.key == each.why:
                found.setdefault(each.slot.asker, answer)
    return found


def why_table(whys: dict[str, Answered], names: Names) -> Table:
    """The marks for each role side by side, and how long each answer was."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for role in whys:
        table.add_column(names.of(role, within=True), justify="right")
    for criterion in MOTIVATION.criteria:
        marks = [answer.marks.get(criterion.id) for answer in whys.values()]
        table.add_row(criterion.title, *(Text(str(mark or "-"), style=score_style(mark)) for mark in marks))
    lengths = [Text(_length(answer), style="yellow" if answer.late else "") for answer in whys.values()]
    table.add_row(Text("spoken, of", style="dim"), *lengths)
    return table


def _length(answer: Answered) -> str:
    return f"{clock_face(timedelta(seconds=answer.seconds))} of {clock_face(timedelta(seconds=answer.limit))}"


def asked_lines(attending: Attending) -> list[Text]:
    """The notes on questions of one's own, by slot."""
    day = attending.day
    return [
        Text.assemble((f"  {each.slot.title}: ", "dim"), note)
        for number, each in enumerate(day.plan)
        if number in day.held
        for note in day.held[number].notes
    ]


def report_data(attending: Attending, days: Sequence[OnSite]) -> dict[str, Any]:
    """The same as `--json` gives it, of a day under way as well."""
    day = attending.day
    slope = fatigue(days) if day.real else None
    slots = []
    for number, each in enumerate(day.plan):
        held = day.held.get(number)
        slots.append(
            {
                **slot_data(each, wall(day, each.slot.start)),
                "stands": attending.stands(number).value,
                "score": held.score if held else None,
                "words": held.words if held else "",
                "notes": list(held.notes) if held else [],
                "facts": list(held.facts) if held else [],
            }
        )
    whys = why_answers(attending).items()
    return {
        "id": day.id,
        "begins": day.begins.utc.isoformat(),
        "finished": day.finished,
        "abandoned": day.abandoned,
        "speed": day.speed,
        "seed": day.seed,
        "company": day.company,
        "slots": slots,
        "why": [
            {
                "asker": role,
                "score": each.score,
                "marks": dict(each.marks),
                "seconds": each.seconds,
                "limit": each.limit,
            }
            for role, each in whys
        ],
        "fatigue": {"slope": slope[0], "scores": slope[1]} if slope else None,
        "work_on": list(to_work_on(day)),
        "next": next_command(day),
    }
