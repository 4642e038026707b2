"""One answer of the past, whole: who asked, what was said and what changed in it, its marks, when it is due again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from prep.cli import show
from prep.cli.show_history import FEW_LINES, between
from prep.model.answer import Answered, Version
from prep.model.moment import clock_face
from prep.model.rubrics import RUBRICS
from prep.model.text import one_line, printable


@dataclass(frozen=True)
class Around:
    """What is known around an answer: who asked, the version before the one it is, and when it is due again."""

    asker: str
    before: Version | None
    due: str


def answer_lines(answered: Answered, around: Around, now: datetime, *, whole: bool) -> list[RenderableType]:
    """All that is known of it; of what changed a few lines, or all of them."""
    company = f", for {one_line(answered.company)}" if answered.company else ""
    lines: list[RenderableType] = [
        Text(printable(answered.question), style="bold"),
        Text.assemble(("asked by ", "dim"), f"{one_line(around.asker)}{company}"),
    ]
    if answered.text:
        lines.append(Text(printable(answered.text, most=len(answered.text))))
    if around.before is not None:
        when = show.day_and_time(around.before.at, now).strip()
        lines.append(Text(f"changed since the version of {when}:", style="dim"))
        lines += between(around.before.text, answered.text, most=None if whole else FEW_LINES)
    lines += [Text(words, style="dim") for words in _facts(answered)]
    if answered.note:
        lines.append(Text(f"to yourself: {printable(answered.note)}", style="dim"))
    lines.append(_marks(answered))
    if answered.second is not None:
        by = one_line(answered.second.by)
        lines.append(Text(f"{by}'s marks decide when it is due: {answered.counted} of 4, yours {answered.score}"))
    return [*lines, Text(f"{around.due[:1].upper()}{around.due[1:]}.", style="italic")]


def _facts(answered: Answered) -> list[str]:
    """The measured side: how long, and what help there was."""
    found = []
    if answered.seconds:
        limit = f" of {clock_face(timedelta(seconds=answered.limit))}" if answered.limit else ""
        long = ", too long" if answered.late else ""
        found.append(f"{clock_face(timedelta(seconds=answered.seconds))}{limit}{long}")
    told = {
        "gave up": answered.gave_up,
        "looked at the strong answer before the score": answered.peeked,
        "looked at a story first": answered.helped,
        "stays true with a rival's name in it": answered.true_elsewhere,
        "asked for less of it": answered.no_need_soon,
        "a demonstration: it counts for nothing": not answered.real,
    }
    return found + [words for words, so in told.items() if so]


def _marks(answered: Answered) -> RenderableType:
    """Own marks with the words of their levels; those of somebody else beside them."""
    criteria = RUBRICS[answered.rubric].criteria if answered.rubric in RUBRICS else ()
    found = [(each, answered.marks[each.id]) for each in criteria if each.id in answered.marks]
    if not found:
        return Text("no self-score", style="dim")
    second = answered.second
    table = Table(box=None, pad_edge=False, header_style="dim", show_header=second is not None)
    for name in ("", "you", *([one_line(second.by, most=12)] if second is not None else []), ""):
        table.add_column(name, overflow="fold")
    for criterion, mark in found:
        theirs = [Text(str(second.marks.get(criterion.id, "·")), style="bold")] if second is not None else []
        table.add_row(criterion.title, Text(str(mark), "bold"), *theirs, Text(criterion.levels[mark], style="dim"))
    return table
