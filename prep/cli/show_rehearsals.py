"""Rehearsals as lines in a terminal: the log, the sections worst first, two side by side, the marks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from prep.cli.rehearsals import why_not_counted
from prep.cli.show import day_and_time
from prep.model.moment import clock_face
from prep.model.rehearsal import Rehearsal
from prep.model.rehearsed import Result, Spoken, result, result_lines, signed
from prep.model.rubric import ASKED_OF_SPEAKERS, BAR, JOB_TALK
from prep.model.talk_stats import ModeStats, direction, trend
from prep.model.text import counted

LONG, GOOD, FAIR = "red", "green", "yellow"
NOTHING = "·"
MEANING = "median against the plan; half of the runs lie within ±; over: by more than 10 s"


def log_table(rehearsals: Mapping[int, Rehearsal], now: datetime) -> Table:
    """One line a rehearsal, the oldest first; those that do not count are marked, in words."""
    table = _table("#", "when", "mode", "took", "slot", "over", "time", "self")
    for number, rehearsal in rehearsals.items():
        came_to = result(rehearsal)
        left_out = why_not_counted(rehearsal)
        over = Text("" if left_out else signed(came_to.over), style=_over_style(came_to))
        mark = Text("" if left_out else str(came_to.time_mark), style=_mark_style(came_to.time_mark))
        table.add_row(
            Text(str(number), style="dim"),
            day_and_time(rehearsal.started.utc, now),
            rehearsal.mode,
            clock_face(came_to.took),
            clock_face(came_to.slot),
            over,
            mark,
            left_out or own_marks(rehearsal),
            style="dim" if left_out else "",
        )
    return table


def mode_lines(stats: ModeStats, *, most: int | None = None) -> RenderableType:
    """The sections of one mode, worst first; with `most`, only so many of them."""
    head = Text.assemble((stats.mode, "bold"), f": {counted(stats.n, 'rehearsal')}, ", trend(stats.offs))
    table = _table("section", "n", "median", "±", "over", "trend")
    shown = stats.sections[:most]
    for each in shown:
        table.add_row(
            Text(each.title),
            str(each.n),
            Text(signed(each.over), style=LONG if each.ran_over * 2 > each.n else ""),
            NOTHING if each.spread is None else clock_face(each.spread),
            f"{each.ran_over} of {each.n}",
            direction(each.overs) or NOTHING,
        )
    left_out = len(stats.sections) - len(shown)
    more = (
        [Text(f"and {counted(left_out, 'section')} more: --mode '{stats.mode.removesuffix(' min')}'", style="dim")]
        if left_out
        else []
    )
    return Group(head, table, *more)


def diff_table(one: tuple[int, Rehearsal], other: tuple[int, Rehearsal]) -> RenderableType:
    """Two rehearsals side by side: plan and real of each section, and what changed from the first to the second."""
    table = _table("section", f"plan {one[0]}", f"real {one[0]}", f"plan {other[0]}", f"real {other[0]}", "change")
    a, b = result(one[1]), result(other[1])
    first, second = ({each.title: each for each in came_to.sections} for came_to in (a, b))
    for title in dict.fromkeys([*first, *second]):
        here, there = first.get(title), second.get(title)
        table.add_row(Text(title), *_plan_and_real(here), *_plan_and_real(there), _change(here, there))
    table.add_row()
    for words, spans in (("speaking", (a.speaking, b.speaking)), ("questions", (a.questions, b.questions))):
        table.add_row(Text(words, style="dim"), "", clock_face(spans[0]), "", clock_face(spans[1]), _signed(spans))
    ends = (clock_face(a.slot), clock_face(a.took), clock_face(b.slot), clock_face(b.took))
    table.add_row(Text("slot", style="bold"), *ends, _signed((a.took, b.took)))
    overs = ("", Text(signed(a.over), _over_style(a)), "", Text(signed(b.over), _over_style(b)), "")
    table.add_row(Text("over the slot", style="dim"), *overs)
    table.add_row(Text("mark for time", style="dim"), "", str(a.time_mark), "", str(b.time_mark), "")
    return table


def which(number: int, rehearsal: Rehearsal, now: datetime) -> Text:
    """A rehearsal in one line."""
    left_out = why_not_counted(rehearsal)
    when = day_and_time(rehearsal.started.utc, now).strip()
    line = Text.assemble((f"{number}", "bold"), f"  {when}, {rehearsal.title}, {rehearsal.mode}")
    return line.append(f" ({left_out})" if left_out else "")


def scored(rehearsal: Rehearsal) -> RenderableType:
    """The own marks, the computed one for time beside them, and what was measured."""
    if rehearsal.score is None:
        return Text("no self-score yet: `prep talk score` takes it")
    note = [Text(f"your note: {rehearsal.score.note}")] if rehearsal.score.note else []
    return Group(marks_table(rehearsal), *note, Text(), *map(Text, result_lines(result(rehearsal))))


def marks_table(rehearsal: Rehearsal) -> Table:
    """The own marks with the words of their levels, and the one for time, which is measured."""
    marks = rehearsal.score.marks if rehearsal.score is not None else {}
    table = _table("criterion", "mark", "")
    for criterion in JOB_TALK.criteria:
        own = marks.get(criterion.id)
        mark = result(rehearsal).time_mark if own is None else own
        says = f"{'measured: ' if own is None else ''}{criterion.levels[mark]}"
        table.add_row(criterion.title, Text(str(mark), style=_mark_style(mark)), says)
    return table


def own_marks(rehearsal: Rehearsal) -> str:
    """The own marks in the order in which they are asked."""
    if rehearsal.score is None:
        return ""
    return " ".join(str(rehearsal.score.marks[each.id]) for each in ASKED_OF_SPEAKERS)


def _plan_and_real(each: Spoken | None) -> tuple[Text, Text]:
    if each is None:
        return Text("", style="dim"), Text(NOTHING, style="dim")
    planned = Text("goes" if each.cut else clock_face(each.planned), style="dim")
    return planned, Text(clock_face(each.spoken) if each.visits else NOTHING, style=LONG if _long(each) else "")


def _change(here: Spoken | None, there: Spoken | None) -> str:
    if here is None or there is None or not (here.visits and there.visits):
        return ""
    return _signed((here.spoken, there.spoken))


def _signed(spans: tuple[timedelta, timedelta]) -> str:
    return signed(spans[1] - spans[0])


def _long(each: Spoken) -> bool:
    return each.over.total_seconds() > 10


def _over_style(came_to: Result) -> str:
    return LONG if came_to.over > came_to.slot * 0.05 else ""


def _mark_style(mark: int) -> str:
    return GOOD if mark >= BAR else FAIR


def _table(*names: str) -> Table:
    """Words to the left, numbers to the right."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in names:
        words = name in ("when", "mode", "self", "section", "criterion", "")
        wraps = name in ("mode", "section", "")
        table.add_column(name, justify="left" if words else "right", no_wrap=not wraps, overflow="fold")
    return table
