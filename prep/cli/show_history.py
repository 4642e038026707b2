"""What was done, as lines: the list, a session step by step, two sessions side by side."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from prep.cli import show
from prep.cli.joints import Joined, room_for
from prep.model.answer import Answered
from prep.model.correction import Remark
from prep.model.episode import Came, Episode, Kind
from prep.model.moment import Moment, clock_face
from prep.model.opinion import Opinion
from prep.model.rehearsal import Rehearsal
from prep.model.rehearsed import result, signed
from prep.model.rubric import ASKED_OF_SPEAKERS, CODING
from prep.model.rubrics import RUBRICS
from prep.model.session import Mode, Session
from prep.model.text import counted, one_line, printable
from prep.model.timeline import CheckOverTime, Step

FEW_LINES = 8
"""How much of a change is shown unasked."""
NARROW = 72
"""With fewer columns a table says less, so that what it says can be read."""
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def episodes_table(episodes: Mapping[int, Episode], now: Moment, width: int) -> Table:
    """The history, one line an episode, by number; in a narrow terminal without what `history show` says, too."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("#", justify="right", no_wrap=True, style="dim")
    table.add_column("when", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("what", min_width=room_for(each.slug for each in episodes.values()))
    table.add_column("result", overflow="fold", min_width=6)
    beside = ("took", "hints", "self") if width >= NARROW else ()
    for name in beside:
        table.add_column(name, justify="right", no_wrap=True)
    for number, each in episodes.items():
        began = show.day_and_time(each.at, now.utc)
        hints = str(each.hints) if each.kind is Kind.CODE else ""
        more = (took_words(each, now), hints, marks_words(each))[: len(beside)]
        row = (str(number), began, kind_words(each), Joined(each.slug), Text(came_words(each)))
        table.add_row(*row, *map(Text, more))
    return table


def kind_words(episode: Episode) -> str:
    """The kind in one word; a session in interview mode says so."""
    done = episode.done
    return "interview" if isinstance(done, Session) and done.mode is Mode.INTERVIEW else episode.kind.value


def came_words(episode: Episode) -> str:
    """How it came out, in a few words."""
    done = episode.done
    if isinstance(done, Session):
        return show.result_words(done)
    if episode.came is Came.GAVE_UP:
        return "gave up"
    if episode.came is Came.OPEN:
        return "under way"
    if isinstance(done, Rehearsal):
        return f"{'in time' if episode.passed else 'not in time'}, {signed(result(done).over)}"
    return "no score" if episode.mark is None else f"{episode.mark:.3g} of 4"


def took_words(episode: Episode, now: Moment) -> str:
    """How long it took; of an open session how long it has been."""
    if isinstance(episode.done, Session):
        return clock_face(episode.done.elapsed(now))
    return clock_face(episode.took) if episode.took is not None else ""


def marks_words(episode: Episode) -> str:
    """The own marks in the order of the rubric."""
    done = episode.done
    criteria = CODING.criteria if isinstance(done, Session) else ASKED_OF_SPEAKERS
    if isinstance(done, Answered):
        criteria = RUBRICS[done.rubric].criteria if done.rubric in RUBRICS else ()
    return " ".join(str(episode.marks[each.id]) for each in criteria if each.id in episode.marks)


def step_lines(steps: Iterable[Step], *, whole: bool) -> list[RenderableType]:
    """A session step by step; of each change a few lines, or all of them."""
    lines: list[RenderableType] = []
    for step in steps:
        lines.append(Text.assemble((f"{clock_face(step.at):>7}  ", "dim"), step.words))
        verdict = step.attempt.verdict if step.attempt else None
        if verdict and verdict.mistakes:
            lines.append(_under(Text(f"looked like {', '.join(map(printable, verdict.mistakes))}", style="dim")))
        for titles, word, style in ((step.turned_green, "now green", "green"), (step.turned_red, "now red", "red")):
            lines += [_under(Text(f"{word}: {printable(title)}", style=style)) for title in titles]
        lines += [_under(line) for line in difference(step.changed, most=None if whole else FEW_LINES)]
        if step.number > 1 and not step.changed:
            lines.append(_under(Text("nothing changed since the attempt before", style="dim")))
    return lines


def difference(changed: Sequence[str], *, most: int | None = None) -> list[RenderableType]:
    """A unified diff, escaped; at most so many of its lines."""
    shown = changed[:most]
    lines: list[RenderableType] = [Text(printable(line), style=_STYLES.get(line[:1], "dim")) for line in shown]
    if len(changed) > len(shown):
        lines.append(Text(f"{counted(len(changed) - len(shown), 'more line')} with --diff", style="dim"))
    return lines


def red_table(checks: Sequence[CheckOverTime]) -> RenderableType:
    """The checks that were ever red: one column an attempt that was judged."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("attempts, first to last", no_wrap=True)
    table.add_column("checks that were red", overflow="fold")
    for check in checks:
        signs = Text()
        for outcome in check.outcomes[-20:]:
            signs.append_text(show.mark(outcome) if outcome is not None else Text(" "))
        table.add_row(signs, Text(printable(check.title)))
    return table


def remark_lines(remarks: Iterable[Remark], now: datetime) -> list[RenderableType]:
    """Notes that were added later, with their day."""
    return [
        Text.assemble((f"note, {show.day_and_time(each.at, now).strip()}: ", "dim"), printable(each.text))
        for each in remarks
    ]


def opinion_lines(opinions: Iterable[Opinion]) -> list[RenderableType]:
    """Second opinions, one line each."""
    lines: list[RenderableType] = []
    for each in opinions:
        note = f" ({one_line(each.note)})" if each.note else ""
        marks = ", ".join(f"{id} {mark}" for id, mark in each.marks.items())
        lines.append(Text(f"marked by {one_line(each.by)}: {marks}{note}"))
    return lines


def side_by_side(one: tuple[int, Session], other: tuple[int, Session], now: Moment) -> RenderableType:
    """Two sessions on one problem, the earlier on the left."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for number, session in (one, other):
        table.add_column(f"{number}: {show.day_and_time(session.started.utc, now.utc).strip()}", overflow="fold")
    for name, words in _COMPARED.items():
        cells = [words(session, now) for _, session in (one, other)]
        same = cells[0] == cells[1]
        table.add_row(Text(name, style="dim"), *(Text(cell, style="dim" if same else "") for cell in cells))
    return table


def between(before: str, after: str, *, most: int | None = None) -> list[RenderableType]:
    """What changed from one text to another; at most so many lines of it."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm=""))[2:]
    return difference(lines, most=most) or [Text("(no difference)", style="dim")]


def _passed_at(session: Session, _now: Moment) -> str:
    passing = session.upshot.passing
    return "not passed" if passing is None else clock_face(passing)


def _own(session: Session, _now: Moment) -> str:
    marks = session.score.marks if session.score else {}
    return " ".join(str(marks[each.id]) for each in CODING.criteria) if marks else "none"


_COMPARED = {
    "result": lambda session, _: show.result_words(session),
    "passed at": _passed_at,
    "took": lambda session, now: f"{clock_face(session.elapsed(now))} of {session.minutes} min",
    "mode": lambda session, _: session.mode.value,
    "attempts": lambda session, _: str(session.upshot.number),
    "hints": lambda session, _: str(session.hints),
    "measured": lambda session, _: str(session.measured),
    "self": _own,
}


def _under(line: RenderableType) -> RenderableType:
    return Padding(line, (0, 0, 0, 9), expand=False)
