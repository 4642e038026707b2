"""The page of somebody's practice: one HTML file that asks nothing of any network, in the order of what helps most."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from prep.errors import BadUsage
from prep.files import write_whole
from prep.model.agenda import Agenda, Item, Readiness
from prep.model.episode import Kind
from prep.model.text import counted
from prep.places import Places
from prep.report import code_sections, spoken_sections
from prep.report.history import History
from prep.report.history_style import STYLE
from prep.report.html import Section, command, section_html
from prep.report.html import safe as text
from prep.report.sheet import drawing

MARK = '<meta name="generator" content="prep history report">'
"""How an earlier page is known again; it stands near the beginning."""
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{mark}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{top}
<main>
{main}
</main>
<footer><p>{foot}</p></footer>
</body>
</html>
"""
WITHOUT = (
    "The pictures are left out, and their numbers stand open: matplotlib is not installed. "
    "<code>pip install 'prep[all]'</code> brings it."
)
HIDDEN = " Whoever sees this page sees your answers; nothing in it asks for a network."


def sections(history: History) -> tuple[Section, ...]:
    """The parts of the page in their order; of an empty history each says what would fill it."""
    return tuple(
        of(history)
        for of in (
            code_sections.readiness,
            code_sections.calendar,
            code_sections.time_against_target,
            code_sections.calibration,
            code_sections.mistakes,
            spoken_sections.talks,
            spoken_sections.answers,
            spoken_sections.fatigue,
        )
    )


def history_page(history: History, now: datetime, *, drawn: bool) -> str:
    """The page; without pictures where nothing can draw them. `now` is the moment it is made at."""
    parts = sections(history)
    title = "Your practice"
    here = now.astimezone()
    made = f"Made by prep on {here.day} {here:%B %Y} at {here:%H:%M}; {command('prep history report')} makes it anew."
    return PAGE.format(
        mark=MARK,
        title=title,
        style=STYLE,
        top=_top(title, history, parts, drawn=drawn),
        main=_begin(parts) if history.empty else _main(parts, drawn=drawn),
        foot=made + HIDDEN,
    )


def write_page(file: Path, page: str, places: Places) -> None:
    """Write the page to a file, whole or not at all; only an empty file or an earlier page is replaced."""
    ours = {path.resolve() for path in (places.journal, places.index)}
    if file.is_dir():
        raise BadUsage(f"{file} is a folder", hint="Name a file in it, such as prep-report.html; nothing was written.")
    if not file.parent.is_dir():
        raise BadUsage(f"there is no folder {file.parent}", hint="Make it first; nothing was written.")
    try:
        if file.resolve() in ours or not _may_replace(file):
            raise BadUsage(
                f"{file} is there already, and is no report",
                hint="Choose another name with --out; nothing was written.",
            )
        write_whole(file, page)
    except OSError as error:
        raise BadUsage(f"{file} could not be written: {error.strerror}", hint="Choose another place.") from error


def _may_replace(file: Path) -> bool:
    """Whether nothing is lost if this file is written over."""
    if not file.exists():
        return True
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        begins = opened.read(1024)
    return not begins or MARK.encode() in begins


def _top(title: str, history: History, parts: Sequence[Section], *, drawn: bool) -> str:
    links = "".join(f'<a href="#{each.id}">{text(each.title)}</a>' for each in parts)
    nav = "" if history.empty else f'<nav aria-label="Parts of this page">{links}</nav>'
    note = "" if drawn or history.empty else f'<p class="note">{WITHOUT}</p>'
    return (
        f'<header class="top"><div><h1>{title}</h1><p class="period">{_period(history)}</p>{_totals(history)}{note}'
        f"</div>{_next(history.agenda)}{nav}</header>"
    )


def _main(parts: Sequence[Section], *, drawn: bool) -> str:
    with drawing() if drawn else nullcontext():
        return "\n".join(section_html(each, drawn=drawn) for each in parts)


def _period(history: History) -> str:
    first = history.episodes[0].day if history.episodes else history.since
    today = history.agenda.day
    if first is None:
        return f"{today.day} {today:%B %Y}"
    year = "" if first.year == today.year else f" {first.year}"
    return f"{first.day} {first:%B}{year} to {today.day} {today:%B %Y}"


def _totals(history: History) -> str:
    if not history.episodes:
        return ""
    minutes = sum(history.minutes.values())
    spent = f"{minutes / 60:.1f}" if minutes >= 60 else str(minutes)
    found = [(spent, "hours" if minutes >= 60 else "minutes")]
    for kind, one in ((Kind.CODE, "session"), (Kind.TALK, "rehearsal"), (Kind.QUESTION, "answer"), (Kind.DAY, "day")):
        if number := sum(each.kind is kind and each.real for each in history.episodes):
            found.append((f"{number:,}", counted(number, one).partition(" ")[2]))
    cells = "".join(f"<div><dt>{words}</dt><dd>{number}</dd></div>" for number, words in found)
    return f'<dl class="totals">{cells}</dl>'


def _next(agenda: Agenda) -> str:
    """What to do next, in words: the day as `prep` says it."""
    if not agenda.items:
        said = f"There is nothing to practise: {command('prep doctor')} shows where problems are looked for."
        return f'<section class="next" aria-labelledby="next"><h2 id="next">What to do next</h2><p>{said}</p></section>'
    ready = f'<p class="ready">{_ready(agenda.readiness)}</p>' if agenda.interview and agenda.readiness else ""
    items = "".join(map(_item, agenda.items))
    title = "What to do next" if agenda.begun else "Nothing practised yet. Begin here"
    return f'<section class="next" aria-labelledby="next"><h2 id="next">{title}</h2>{ready}<ol>{items}</ol></section>'


def _item(item: Item) -> str:
    hours = f"{item.minutes // 60} h" if item.minutes >= 120 else f"{item.minutes} min"
    time = f" <span>{hours}</span>" if item.minutes else ""
    why = f'<span class="why">{text(item.why)}</span>' if item.why else ""
    return f'<li><div><span class="what">{text(item.what)}{time}</span>{why}{command(item.command)}</div></li>'


def _ready(ready: Readiness) -> str:
    when = {0: "The interview is today", 1: "The interview is tomorrow"}.get(ready.days, f"{ready.days} days to go")
    skills = f"{ready.at_the_bar} of {counted(ready.practised, 'skill')} at the bar"
    return f"<strong>{when}</strong>: {skills if ready.practised else 'no skill practised yet'}, {text(ready.talk)}."


def _begin(parts: Sequence[Section]) -> str:
    """What will stand here, and what fills it."""
    items = "".join(f"<div><h3>{text(each.title)}</h3>{each.lead}</div>" for each in parts)
    return (
        '<section class="alone" aria-labelledby="begin"><header><h2 id="begin">What will stand here</h2>'
        f'</header><div class="body">{items}</div></section>'
    )
