"""One rehearsal of the past, whole: its slot, where the time went, what was cut, what was asked, and its marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from prep.cli.rehearsals import why_not_counted
from prep.cli.show_rehearsals import LONG, NOTHING, marks_table
from prep.flows.question_time import Reply
from prep.model.moment import clock_face
from prep.model.rehearsal import Rehearsal
from prep.model.rehearsed import Result, Spoken, result, result_lines, signed
from prep.model.standing import LEAST_BAND
from prep.model.text import counted, printable
from prep.screens.questions_parts import summary


def rehearsal_lines(rehearsal: Rehearsal, replies: Sequence[Reply]) -> list[RenderableType]:
    """All that is known of it; `replies` are the answers to the questions that followed."""
    came = result(rehearsal)
    left_out = why_not_counted(rehearsal)
    head = Text.assemble((printable(rehearsal.title), "bold"), f", {rehearsal.mode}")
    lines: list[RenderableType] = [
        head.append(f" ({left_out}: it does not count)" if left_out else "", style="yellow"),
        Text(slot_words(rehearsal, came)),
    ]
    if rehearsal.finished is not None:
        lines += [Text(printable(line)) for line in result_lines(came)]
    lines += [Text(), sections_table(came), Text(clocks_words(came), style="dim")]
    if replies:
        lines += [Text(), Text("Questions after the talk", style="bold"), summary(replies)]
    lines.append(Text())
    if rehearsal.score is None:
        return [*lines, Text("no self-score", style="dim")]
    note = [Text(f"your note: {printable(rehearsal.score.note)}")] if rehearsal.score.note else []
    return [*lines, marks_table(rehearsal), *note]


def slot_words(rehearsal: Rehearsal, came: Result) -> str:
    """The slot: what was given, lost and taken away, and how to have the same surprise again."""
    words = f"slot of {clock_face(rehearsal.slot)}"
    if rehearsal.lost:
        words += f", {clock_face(rehearsal.lost)} of it gone before the first word"
    if came.slot != rehearsal.slot:
        words += f", {clock_face(came.slot)} in the end"
    if rehearsal.surprise is not None:
        words += f"; `--surprise --seed {rehearsal.seed}` brings the same surprise again"
    return words if rehearsal.real else f"{words}; shown {rehearsal.speed:g} times as fast"


def sections_table(came: Result) -> Table:
    """Plan and real of each section; questions and stumbles have a column where there were some."""
    asked = any(each.questions for each in came.sections)
    stumbled = any(each.stumbles for each in came.sections)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("section", overflow="fold")
    for name in ("planned", "spoken", "over", *(["questions"] if asked else []), *(["stumbles"] if stumbled else [])):
        table.add_column(name, justify="right", no_wrap=True)
    for each in came.sections:
        cells = [
            Text(printable(each.title)),
            Text(clock_face(each.planned)),
            Text(clock_face(each.spoken)),
            _over(each),
        ]
        cells += [Text(_or_nothing(each.questions))] if asked else []
        cells += [Text(str(len(each.stumbles) or NOTHING))] if stumbled else []
        table.add_row(*cells, style="dim" if each.cut else "")
    return table


def clocks_words(came: Result) -> str:
    """Where the time of the slot went."""
    parts = [f"speaking {clock_face(came.speaking)}"]
    if came.asked:
        parts.append(f"{counted(came.asked, 'question')} {clock_face(came.questions)}")
    if came.stopped:
        parts.append(f"paused or away {clock_face(came.stopped)}")
    if came.lost:
        parts.append(f"gone before {clock_face(came.lost)}")
    return f"{clock_face(came.took)} in all: {', '.join(parts)}"


def _over(each: Spoken) -> Text:
    if each.cut and not each.visits:
        return Text("cut")
    return Text(signed(each.over), style=LONG if each.over > LEAST_BAND else "")


def _or_nothing(span: timedelta) -> str:
    return clock_face(span) if span else NOTHING
