"""The card for the lectern: one printed page that says when to be where, and what to say where something is left out.

The type is as large as one page of A4 or Letter allows, by an estimate of what every line takes that errs on the
small side: a browser cannot be asked from here, and a card of two pages is none.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from prep.model.cut import Part, Plan
from prep.model.moment import ZERO, clock_face
from prep.model.talk import Section, Talk
from prep.report.card_style import STYLE

POINT = 0.3528
"""Millimetres."""
WIDTH, HEIGHT = 186.0, 246.0
"""What both A4 and Letter leave inside the margins, in millimetres, with some to spare."""
LARGEST, SMALLEST = 20.0, 5.0
FIGURES = 12.5
"""The width of all columns but the section's, in letters' heights."""
SPACE = 0.3
"""And that of a blank."""
HOUR = timedelta(hours=1)
"""From here on a clock shows hours, too."""


@dataclass(frozen=True)
class Row:
    """A section that stays: its number on the card, when it begins, and what its plan says."""

    number: int
    start: timedelta
    part: Part

    @property
    def end(self) -> timedelta:
        """When it is over."""
        return self.start + self.part.time


def rows(plan: Plan) -> list[Row]:
    """The sections that stay, in their order."""
    return [Row(place, plan.starts[number], plan.parts[number]) for place, number in enumerate(plan.kept, start=1)]


def quarters(plan: Plan) -> list[tuple[timedelta, Row]]:
    """Where to be after a quarter, a half and three quarters of the talk."""
    marks = [plan.speaking * share / 4 for share in (1, 2, 3)]
    return [(mark, next(row for row in rows(plan) if row.end > mark)) for mark in marks] if plan.speaking else []


def card_page(talk: Talk, minutes: float, plan: Plan) -> str:
    """The card as a self-contained HTML page."""
    return PAGE.format(
        name=_visible(f"{talk.title}, {minutes:g} min"),
        style=STYLE,
        size=f"{_size(talk, plan):g}",
        title=_visible(talk.title),
        minutes=f"{minutes:g}",
        questions=talk.questions_for(minutes),
        timeline="".join(_segment(row) for row in rows(plan)),
        marks="".join(_mark(at, row, plan) for at, row in quarters(plan)),
        rows="".join(map(_row, rows(plan))),
        long=' class="long"' if plan.speaking >= HOUR else "",
        stop=clock_face(plan.speaking),
        spare=f" {clock_face(plan.spare)} to spare." if plan.spare > ZERO else "",
        left_out=_left_out(plan),
        foot=escape(f"prep talk card {talk.slug} --minutes {minutes:g}"),
    )


PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}</title>
<style>{style}</style>
</head>
<body style="--size: {size}pt">
<header>
<h1>{title}</h1>
<p class="length"><b>{minutes} min</b><br>+ {questions} min of questions</p>
</header>
<p class="hours">
<span>begin</span><i></i>:<i></i><span>stop speaking</span><i></i>:<i></i><span>leave</span><i></i>:<i></i>
</p>
<div class="line">{timeline}</div>
<div class="marks">{marks}</div>
<table{long}>
<colgroup><col class="at"><col class="number"><col><col class="slides"><col class="for"></colgroup>
<thead><tr><td>at</td><td></td><td></td><td>slides</td><td>for</td></tr></thead>
<tbody>
{rows}<tr class="stop"><td class="at">{stop}</td><td></td><td>Stop speaking.{spare}</td><td></td><td></td></tr>
</tbody>
</table>
{left_out}<footer>{foot}</footer>
</body>
</html>
"""


def _segment(row: Row) -> str:
    kind = "must" if row.part.must else "rest"
    return f'<div class="{kind}" style="flex-grow: {row.part.time.total_seconds():g}">{row.number}</div>'


def _mark(at: timedelta, row: Row, plan: Plan) -> str:
    return f'<div style="left: {at / plan.speaking:.0%}">{clock_face(at)}<br><b>in {row.number}</b></div>'


def _row(row: Row) -> str:
    part = row.part
    said = f'<p class="say">{_visible(f"“{part.bridge}”")}</p>' if part.bridge else ""
    jump = f'<p class="jump">→ {part.jump}</p>' if part.jump else ""
    cells = (
        f'<td class="at">{clock_face(row.start)}</td>',
        f'<td class="number">{row.number}</td>',
        f"<td><h2>{_visible(part.section.title)}</h2>{said}</td>",
        f'<td class="slides">{_slides(part.section)}{jump}</td>',
        f'<td class="for">{clock_face(part.time)}</td>',
    )
    return f'<tr class="{"must" if part.must else "rest"}">{"".join(cells)}</tr>\n'


def _visible(text: str) -> str:
    """Text for HTML, with what would turn its direction round left out."""
    return escape("".join(each for each in text if unicodedata.category(each) not in ("Cc", "Cf", "Cs")))


def _slides(section: Section) -> str:
    if section.slides is None:
        return ""
    first, last = section.slides
    return str(first) if first == last else f"{first}–{last}"  # noqa: RUF001  # a range of numbers, as it is printed


def _left_out(plan: Plan) -> str:
    gone = [part.section for part in plan.parts if part.cut]
    names = (f"{_visible(each.title)} <span>({_slides(each)})</span>" for each in gone)
    return f'<p class="out"><b>Left out</b> {" · ".join(names).replace(" <span>()</span>", "")}</p>\n' if gone else ""


def _names(sections: list[Section]) -> str:
    """What is left out, with its slides: they are at hand for questions."""
    names = (f"{each.title} ({_slides(each)})" if each.slides else each.title for each in sections)
    return " · ".join(names)


def _size(talk: Talk, plan: Plan) -> float:
    """The largest size of type, in points, with which all fits one page."""
    size = LARGEST
    while size > SMALLEST and _height(talk, plan, size) > HEIGHT:
        size -= 0.25
    return size


def _height(talk: Talk, plan: Plan, size: float) -> float:
    """How high the card becomes, in millimetres: every number here is what STYLE says."""
    letter = size * POINT
    room = WIDTH - (FIGURES + (1.1 if plan.speaking >= HOUR else 0.0)) * letter
    title = max(_lines(talk.title, WIDTH - 9 * letter, 1.5 * letter) * 1.75, 2.3) * letter
    heights = [44 + title + 2 * letter]  # the hours, the line with its marks, the head and the foot; where to stop
    for part in plan.parts:
        if not part.cut:
            section = _lines(part.section.title, room, letter) * 1.2 * letter
            said = _lines(part.bridge, room, 0.72 * letter) * 0.94 * letter if part.bridge else 0.0
            heights.append(max(section + said, 2.4 * letter if part.jump else 0.0) + 0.8 * letter)
    gone = _names([part.section for part in plan.parts if part.cut])
    heights.append((_lines(f"Left out   {gone}", WIDTH, 0.72 * letter) + 1) * letter if gone else 0.0)
    return sum(heights)


def _lines(text: str, room: float, letter: float) -> int:
    """How many lines a text takes in this room, broken between words where it can be."""
    lines, left = 1, 0.0
    for word in text.split(" "):
        wide = sum(map(_width, word)) * letter
        if left and left + wide > room:
            lines, left = lines + 1, 0.0
        left += wide + SPACE * letter
        while left - SPACE * letter > room:
            lines, left = lines + 1, left - room
    return lines


def _width(character: str) -> float:
    """How wide a letter is in bold type, for its height; those of Asia and of pictures are square."""
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in "iljtfr.,:;'!|()[]-":
        return 0.36
    return 0.92 if character in "mwMW@%" else 0.76 if character.isupper() else 0.61


def card_text(talk: Talk, minutes: float, plan: Plan) -> str:
    """The card as plain text, 78 columns wide."""
    return "\n".join(_text_lines(talk, minutes, plan))


def _text_lines(talk: Talk, minutes: float, plan: Plan) -> Iterator[str]:
    yield from textwrap.wrap(talk.title.upper(), 78)
    yield f"{minutes:g} min of speaking + {talk.questions_for(minutes)} min of questions"
    yield ""
    yield "   at   for  slides"
    for row in rows(plan):
        part = row.part
        figures = f"{clock_face(row.start):>5} {clock_face(part.time):>5}  {_slides(part.section).replace('–', '-'):<8}"  # noqa: RUF001  # as it is typed
        yield from _hanging(figures, f"{row.number:>2} {'*' if part.must else ' '} ", part.section.title)
        if part.bridge:
            yield from _hanging("", " " * 5, f'"{part.bridge}"')
        if part.jump:
            yield from _hanging("", " " * 5, f"-> slide {part.jump}")
    spare = f"; {clock_face(plan.spare)} to spare" if plan.spare > ZERO else ""
    yield f"{clock_face(plan.speaking):>5}        stop speaking{spare}"
    yield ""
    if where := quarters(plan):
        marks = ", ".join(f"at {clock_face(at)} in {row.number}" for at, row in where)
        yield f"when to be where: {marks}"
    if gone := [part.section for part in plan.parts if part.cut]:
        yield from textwrap.wrap("left out: " + _names(gone).replace("–", "-").replace(" · ", "; "), 78)  # noqa: RUF001  # as it is typed
    yield "* a must: it is in every version"


def _hanging(figures: str, before: str, text: str) -> list[str]:
    first = f"{figures:<21}{before}"
    return textwrap.wrap(text, 78, initial_indent=first, subsequent_indent=" " * len(first))
