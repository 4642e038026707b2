"""Pictures of practice at the keyboard: readiness, the calendar, time against target, mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from statistics import median

from prep.model.episode import Episode, Kind
from prep.model.rubric import BAR, MARKS
from prep.report.history import Mistake, Standing
from prep.report.sheet import SMALL, WIDE, Ink, Sheet, fitting, width_of

KINDS = {Kind.CODE: "problems", Kind.TALK: "talks", Kind.QUESTION: "questions", Kind.DAY: "mock on-sites"}
WEEK = timedelta(days=7)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOST_WEEKS_AS_ROWS = 9
LEVELS = (30, 60, 90)
"""Minutes of a day from which on a cell is a step darker."""
TALLEST, FAR_OVER = 2.0, 1.5
"""The share of the time given at which the scale ends, and from which on a session is named."""
LEAST_MIDDLES = 8
"""From so many sessions on a running median says more than the points."""


def readiness(standings: Sequence[Standing], width: int) -> Sheet:
    """Where each group stands on the scale from 1 to 4, the bar in sight, the weakest first."""
    kinds = [(kind, list(of)) for kind, of in groupby(standings, key=lambda each: each.tally.kind)]
    narrow, named = width < WIDE, len(kinds) > 1
    row, head = (46 if narrow else 30), 30
    sheet = Sheet(width, 26 + len(standings) * row + (len(kinds) * head if named else 0) + 4)
    left, right = (10, width - 10) if narrow else (200, width - 150)

    def at(mark: float) -> float:
        return left + (mark - 1) / 3 * (right - left)

    for mark in MARKS:
        if mark != BAR:
            sheet.text(at(mark), 10, str(mark), Ink.SOFT, at="center", size=SMALL)
            sheet.line([(at(mark), 22), (at(mark), sheet.height - 4)][: 0 if narrow else 2], Ink.RULE)
    sheet.text(at(BAR), 10, "3, the bar", at="center", size=SMALL, bold=True)
    if not narrow:
        sheet.line([(at(BAR), 22), (at(BAR), sheet.height - 4)], Ink.INK, width=1.5)
    y = 26.0
    for kind, of in kinds:
        if named:
            sheet.text(0, y + head * 0.6, KINDS[kind], Ink.SOFT, size=SMALL)
            y += head
        for each in of:
            _standing(sheet, each, y, row, at)
            y += row
    return sheet


def _standing(sheet: Sheet, each: Standing, y: float, row: int, at: Callable[[float], float]) -> None:
    tally, middle = each.tally, y + row * (0.72 if sheet.narrow else 0.5)
    ink = Ink.BAD if each.weak else Ink.GOOD if each.at_the_bar else Ink.SOFT
    x = at(tally.mean)
    if sheet.narrow:
        # A line all the way down would run through the names, which stand above their marks here.
        sheet.line([(at(1), middle), (at(4), middle)], Ink.RULE)
        sheet.line([(at(BAR), middle - 8), (at(BAR), middle + 8)], Ink.INK, width=1.5)
    sheet.line([(at(BAR), middle), (x, middle)], ink, width=3)
    sheet.dots([(x, middle)], ink, size=10, shape="D" if each.weak else "o", hollow=not (each.weak or each.at_the_bar))
    figures = f"{each.mean_words}  {each.word}, n={tally.n}"
    name = y + row * 0.28 if sheet.narrow else middle
    sheet.text(0, name, fitting(each.name, sheet.width - 160 if sheet.narrow else 190), bold=each.weak)
    sheet.text(sheet.width, name, figures, ink if each.weak else Ink.SOFT, at="right", size=SMALL)


def calendar(minutes: Mapping[date, int], today: date, width: int) -> Sheet:
    """The minutes of each day: a week a row as in a calendar, or a week a column where there are many."""
    first = min(minutes)
    start = first - timedelta(days=first.weekday())
    weeks = (today - start) // WEEK + 1
    return (_few_weeks if weeks <= MOST_WEEKS_AS_ROWS else _many_weeks)(minutes, start, weeks, today, width)


def _few_weeks(minutes: Mapping[date, int], start: date, weeks: int, today: date, width: int) -> Sheet:
    left, top, row, gap = (58 if width >= WIDE else 46), 24, 44, 3
    sheet = Sheet(width, top + weeks * row + 2)
    cell = (width - left) / 7
    for number, name in enumerate(DAYS):
        sheet.text(left + (number + 0.5) * cell, 10, name, Ink.SOFT, at="center", size=SMALL)
    for week in range(weeks):
        monday = start + week * WEEK
        y = top + week * row
        sheet.text(0, y + row / 2, f"{monday.day} {monday:%b}", Ink.SOFT, size=SMALL)
        for number in range(7):
            day = monday + timedelta(days=number)
            x = left + number * cell + gap / 2
            if day > today:
                continue
            fill, words = _step(minutes.get(day, 0))
            sheet.box(x, y, cell - gap, row - gap, fill)
            if day in minutes:
                sheet.text(x + (cell - gap) / 2, y + (row - gap) / 2, f"{minutes[day]}", words, at="center")
            if day == today:
                sheet.box(x + 0.75, y + 0.75, cell - gap - 1.5, row - gap - 1.5, Ink.INK, outline=True)
    return sheet


def _many_weeks(minutes: Mapping[date, int], start: date, weeks: int, today: date, width: int) -> Sheet:
    left, top = 34, 22
    shown = min(weeks, 53 if width >= WIDE else 24)
    cell = min(28.0, (width - left) / shown)
    sheet = Sheet(width, top + 7 * cell + 2)
    for number in (0, 2, 4, 6):
        sheet.text(0, top + (number + 0.5) * cell, DAYS[number], Ink.SOFT, size=SMALL)
    month, free = 0, 0.0
    for week in range(shown):
        monday = start + (weeks - shown + week) * WEEK
        x = left + week * cell
        if monday.month != month and x >= free and x < width - 24:
            sheet.text(x, 9, f"{monday:%b}", Ink.SOFT, size=SMALL)
            month, free = monday.month, x + 30
        for number in range(7):
            day = monday + timedelta(days=number)
            if day <= today:
                fill, _ = _step(minutes.get(day, 0))
                sheet.box(x, top + number * cell, cell - 2, cell - 2, fill)
            if day == today:
                sheet.box(x + 0.75, top + number * cell + 0.75, cell - 3.5, cell - 3.5, Ink.INK, outline=True)
    return sheet


def _step(minutes: int) -> tuple[Ink, Ink]:
    """The colour of a day, and that of words on it."""
    if not minutes:
        return Ink.STEP_0, Ink.SOFT
    place = sum(minutes >= level for level in LEVELS)
    return (Ink.STEP_1, Ink.STEP_2, Ink.STEP_3, Ink.STEP_4)[place], (Ink.STEP_1_TEXT, Ink.STEP_4_TEXT)[place == 3]


def time_against_target(timed: Sequence[Episode], width: int) -> Sheet:
    """The share of its time that each session needed, the oldest first; above the line is over the target."""
    narrow = width < WIDE
    sheet = Sheet(width, 280 if narrow else 300)
    left, right, top, bottom = 44, width - (14 if narrow else 96), 30, sheet.height - 30

    def across(number: float) -> float:
        return left + 10 + number * (right - left - 20) / max(len(timed) - 1, 1)

    def down(share: float) -> float:
        return bottom - min(share, TALLEST) / TALLEST * (bottom - top)

    for share in (0, 0.5, 1.5, 2):
        sheet.line([(left, down(share)), (right, down(share))], Ink.RULE)
        sheet.text(left - 8, down(share), f"{share:.0%}", Ink.SOFT, at="right", size=SMALL)
    sheet.line([(left, down(1)), (right, down(1))], Ink.INK, width=1.5)
    sheet.text(left - 8, down(1), "100%", at="right", size=SMALL, bold=True)
    if not narrow:
        sheet.text(right + 8, down(1), "the time given", size=SMALL)
    points = [(across(number), down(each.share or 0.0)) for number, each in enumerate(timed)]
    if len(timed) >= LEAST_MIDDLES:
        sheet.line(_middles(points), Ink.SOFT, width=1.5, dashed=True)
    size = 9 if len(timed) < 80 else 5
    sheet.dots([p for p, each in zip(points, timed, strict=True) if each.passed], Ink.GOOD, size=size)
    sheet.dots([p for p, each in zip(points, timed, strict=True) if not each.passed], Ink.BAD, size=size, shape="X")
    if not narrow:
        _names(sheet, timed, points, right)
    sheet.dots([(left + 12, 11)], Ink.GOOD)
    sheet.text(left + 22, 11, "passed", Ink.GOOD, size=SMALL)
    sheet.dots([(left + 82, 11)], Ink.BAD, shape="X")
    sheet.text(left + 92, 11, "not passed", Ink.BAD, size=SMALL)
    if len(timed) >= LEAST_MIDDLES:
        sheet.line([(left + 170, 11), (left + 190, 11)], Ink.SOFT, width=1.5, dashed=True)
        sheet.text(left + 196, 11, "median of five", Ink.SOFT, size=SMALL)
    _dates(sheet, timed, across, bottom + 16, right)
    return sheet


def _names(
    sheet: Sheet, timed: Sequence[Episode], points: Sequence[tuple[float, float]], right: float, *, most: int = 6
) -> None:
    """The newest sessions that were not passed or took much longer, by name, as far as no name covers another."""
    taken: list[tuple[float, float, float]] = []
    for each, (x, y) in reversed(list(zip(timed, points, strict=True))):
        share = each.share or 0.0
        if (each.passed and share <= FAR_OVER) or len(taken) == most:
            continue
        words = fitting(f"{each.slug} {share:.0%}" if share > TALLEST else each.slug, 150, SMALL)
        width = width_of(words, SMALL)
        after = x + 9 + width <= right
        start = x + 9 if after else x - 9 - width
        near = (other for other in (*taken, *((px, py, px) for px, py in points)) if abs(other[1] - y) < 12)
        if all(end < start - 4 or begin > start + width + 4 for begin, _, end in near):
            sheet.text(x + 9 if after else x - 9, y, words, Ink.SOFT, at="left" if after else "right", size=SMALL)
            taken.append((start, y, start + width))


def _middles(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At each point the median of it and of the two before and after it, as far as they are there."""
    heights = [y for _, y in points]
    return [(x, median(heights[max(0, n - 2) : n + 3])) for n, (x, _) in enumerate(points)]


def _dates(sheet: Sheet, timed: Sequence[Episode], across: Callable[[float], float], y: float, right: float) -> None:
    """The day under the first session of a day, where there is room."""
    free, seen = 0.0, None
    for number, each in enumerate(timed):
        x = across(number)
        if each.day != seen and x >= free and x <= right - 20:
            sheet.text(x - 8, y, f"{each.day.day} {each.day:%b}", Ink.SOFT, size=SMALL)
            free = x + 58
        seen = each.day


def mistakes(made: Sequence[Mistake], today: date, width: int) -> Sheet:
    """When each mistake was made, and whether the problem was passed since."""
    narrow = width < WIDE
    row = 48 if narrow else 36
    sheet = Sheet(width, 24 + len(made) * row)
    left, right = (6, width - 8) if narrow else (250, width - 150)
    first = min(day for each in made for day in each.made.days)
    span = max((today - first).days, 1)

    def across(day: date) -> float:
        return left + (day - first).days / span * (right - left)

    sheet.text(left, 10, f"{first.day} {first:%b}", Ink.SOFT, size=SMALL)
    sheet.text(right, 10, "today", Ink.SOFT, at="right", size=SMALL)
    for number, each in enumerate(made):
        y = 24 + number * row
        middle = y + row * (0.72 if narrow else 0.5)
        ink = Ink.GOOD if each.made.mended and not each.made.again else Ink.BAD
        sheet.line([(left, middle), (right, middle)], Ink.RULE)
        sheet.dots(
            [(across(day), middle) for day in each.made.days], ink, size=10, shape="o" if ink is Ink.GOOD else "X"
        )
        words = since_words(each)
        if narrow:
            sheet.text(0, y + row * 0.3, fitting(each.made.mistake, width - 150))
            sheet.text(width, y + row * 0.3, words, ink, at="right", size=SMALL)
        else:
            sheet.text(0, middle, fitting(each.made.mistake, 236))
            sheet.text(width, middle, words, ink, at="right", size=SMALL)
    return sheet


def since_words(each: Mistake) -> str:
    """What became of it: made again after a pass, passed since, or still open."""
    if each.made.again:
        return "again after a pass"
    return "passed since" if each.made.mended else "not passed since"
