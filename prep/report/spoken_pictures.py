"""Pictures of what was spoken: the splits of a talk, an answer over its versions, and the slots of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from prep.model.answer import spoken
from prep.model.day import TITLES, SlotKind
from prep.model.moment import ZERO, clock_face
from prep.model.onsite import OnSite, counts
from prep.model.rehearsed import signed
from prep.model.rubric import BAR, MARKS
from prep.model.standing import LEAST_BAND
from prep.model.talk_stats import ModeStats
from prep.report.history import Answer, Talk
from prep.report.sheet import SMALL, WIDE, Ink, Sheet, fitting

MOST_RUNS, MOST_SECTIONS, MOST_MODES, MOST_DAYS = 8, 12, 3, 6
WHOLE = "the whole talk"
SHORT = {SlotKind.SOFT_SKILLS: "Soft", SlotKind.WHY: "Recr.", SlotKind.RESEARCH: "Res.", SlotKind.DEBUGGING: "Debug"}
"""Names of slots for a phone; the others' first word is short enough."""


def splits(talk: Talk, width: int) -> Sheet:
    """Each section of each mode: how far every rehearsal was from the plan, the newest last and darkest."""
    modes = talk.modes[:MOST_MODES]
    narrow = width < WIDE
    row, head = (48 if narrow else 34), 62
    rows = [rows_of(mode)[: MOST_SECTIONS + 1] for mode in modes]
    sheet = Sheet(width, sum(head + row * len(each) for each in rows) + 18 * (len(rows) - 1))
    y = 0.0
    for mode, of in zip(modes, rows, strict=True):
        _mode(sheet, mode, of, y, row, head)
        y += head + row * len(of) + 18
    return sheet


def rows_of(mode: ModeStats) -> list[tuple[str, tuple[timedelta, ...]]]:
    """The whole talk, then its sections in the newest plan's order, each with its differences, the oldest first."""
    order = [part.section.title for part in mode.last.rehearsal.plan.parts]
    known = {each.title: each.overs for each in mode.sections}
    titles = [title for title in (*order, *(each for each in known if each not in order)) if title in known]
    return [(WHOLE, tuple(run.result.over for run in mode.runs)), *((title, known[title]) for title in titles)]


def _mode(
    sheet: Sheet, mode: ModeStats, rows: Sequence[tuple[str, tuple[timedelta, ...]]], y: float, row: int, head: int
) -> None:
    narrow = sheet.narrow
    left, right = (8, sheet.width - 8) if narrow else (290, sheet.width - 66)
    most = max((abs(over) for _, overs in rows for over in overs[-MOST_RUNS:]), default=ZERO)
    reach = max(most, timedelta(seconds=30)) * 1.05
    zero = (left + right) / 2

    def across(over: timedelta) -> float:
        return zero + over / reach * (right - left) / 2

    sheet.text(0, y + 12, f"{mode.mode}, n={mode.n}", bold=True)
    sheet.text(left, y + head - 14, "← shorter than planned", Ink.SOFT, size=SMALL)
    sheet.text(right, y + head - 14, "longer →", Ink.SOFT, at="right", size=SMALL)
    for number, (title, overs) in enumerate(rows):
        top = y + head + number * row
        middle = top + row * (0.72 if narrow else 0.5)
        # The bar for the whole talk is a share of its slot; a section may be some seconds off, and nobody notices.
        late = not mode.last.good if title == WHOLE else overs[-1] > LEAST_BAND
        name, figure = fitting(title, sheet.width - 70 if narrow else 274), signed(overs[-1])
        labels = top + row * 0.26 if narrow else middle
        sheet.text(0, labels, name, bold=title == WHOLE)
        sheet.text(sheet.width, labels, figure, Ink.BAD if late else Ink.INK, at="right", bold=late)
        sheet.line([(left, middle), (right, middle)], Ink.RULE)
        half = 8 if narrow else row / 2
        sheet.line([(zero, middle - half), (zero, middle + half)], Ink.INK, width=1.5)
        shown = [(across(over), middle) for over in overs[-MOST_RUNS:]]
        sheet.dots(shown[:-1], Ink.SOFT, size=8, hollow=True)
        sheet.dots(shown[-1:], Ink.BAD if late else Ink.GOOD, size=11, shape="D" if late else "o")


def versions(answer: Answer, width: int) -> Sheet:
    """How long each version takes to say, and the mark it was given."""
    shown = answer.drafts[-10:]
    narrow = width < WIDE
    row = 30
    sheet = Sheet(width, 26 + row * len(shown))
    left, right = 34, width - (104 if narrow else 130)
    lengths = [spoken(each.version.text) for each in shown]
    reach = max(*lengths, timedelta(seconds=answer.seconds), timedelta(seconds=30))

    def across(span: timedelta) -> float:
        return left + span / reach * (right - left)

    if answer.seconds:
        x = across(timedelta(seconds=answer.seconds))
        sheet.line([(x, 18), (x, 26)], Ink.INK, width=1.5)
        sheet.text(x, 9, f"{answer.seconds} s asked", at="right" if x > width / 2 else "left", size=SMALL)
    first = len(answer.drafts) - len(shown) + 1
    for number, (draft, length) in enumerate(zip(shown, lengths, strict=True)):
        middle = 26 + row * (number + 0.5)
        newest = number == len(shown) - 1
        sheet.text(0, middle, f"v{first + number}", Ink.INK if newest else Ink.SOFT, bold=newest)
        sheet.box(left, middle - 8, max(across(length) - left, 2), 16, Ink.STEP_3 if newest else Ink.STEP_2)
        mark = "not scored" if draft.score is None else f"{draft.score} of 4"
        ink = Ink.SOFT if draft.score is None else Ink.GOOD if draft.score >= BAR else Ink.BAD
        sheet.text(across(length) + 8, middle, clock_face(length), Ink.SOFT, size=SMALL)
        sheet.text(width, middle, mark, ink, at="right", size=SMALL, bold=draft.score is not None)
    return sheet


def fatigue(days: Sequence[OnSite], width: int) -> Sheet:
    """The score of each slot over a day; the newest day in full, those before it pale."""
    shown = days[-MOST_DAYS:]
    newest = shown[-1]
    slots = [each.slot for each in newest.plan if counts(each.slot)]
    longest = max(len(slots), *(place for day in shown for place, _ in day.scores))
    narrow = width < WIDE
    sheet = Sheet(width, 272)
    left, right, top, bottom = 30, width - (50 if narrow else 90), 20, 200

    def here(place: int, score: float) -> tuple[float, float]:
        return left + 14 + (place - 1) * (right - left - 28) / max(longest - 1, 1), bottom - (score - 1) / 3 * (
            bottom - top
        )

    for mark in MARKS:
        _, y = here(1, mark)
        sheet.line([(left, y), (right, y)], *((Ink.INK,) if mark == BAR else ()), width=1.5 if mark == BAR else 1)
        sheet.text(left - 10, y, str(mark), at="right", size=SMALL, bold=mark == BAR)
    sheet.text(right + 6, here(1, BAR)[1], "the bar", size=SMALL)
    for day in shown:
        points = [here(place, score) for place, score in day.scores]
        last = day is newest
        sheet.line(points, Ink.GOOD if last else Ink.SOFT, width=2.5 if last else 1, dashed=not last)
        if last:
            sheet.dots([p for p, (_, s) in zip(points, day.scores, strict=True) if s >= BAR], Ink.GOOD, size=11)
            sheet.dots(
                [p for p, (_, s) in zip(points, day.scores, strict=True) if s < BAR], Ink.BAD, size=11, shape="D"
            )
        else:
            sheet.dots(points, Ink.SOFT, size=7, hollow=True)
    room = (right - left) / max(longest, 1)
    for place, slot in enumerate(slots, start=1):
        x, _ = here(place, 1)
        words = SHORT.get(slot.kind, TITLES[slot.kind].split()[0]) if narrow else TITLES[slot.kind]
        words = "Talk" if slot.kind is SlotKind.TALK else words
        sheet.text(
            x, bottom + 18 + (16 if place % 2 == 0 else 0), fitting(words, room * 2), Ink.SOFT, at="center", size=SMALL
        )
    sheet.line([(left + 14, 260), (left + 36, 260)], Ink.GOOD, width=2.5)
    sheet.text(left + 42, 260, _date(newest), size=SMALL, bold=True)
    if len(shown) > 1:
        sheet.line([(left + 108, 260), (left + 130, 260)], Ink.SOFT, dashed=True)
        sheet.text(left + 136, 260, "the days before", Ink.SOFT, size=SMALL)
    return sheet


def _date(day: OnSite) -> str:
    at = day.begins.utc.astimezone()
    return f"{at.day} {at:%b}"
