"""Pieces of a page: text that nothing obeys, tables that scroll, pictures with the numbers behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from prep.model.text import printable
from prep.report.sheet import Picture, inline

MOST_ROWS = 200
MOST_TEXT = 6_000


@dataclass(frozen=True)
class Table:
    """Numbers behind a picture; the first column names the row. `numbers` are the columns that are set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture with its table."""

    picture: Picture
    table: Table


@dataclass(frozen=True)
class Section:
    """A part of the page: `lead` is HTML, and so is whatever in `parts` is no figure."""

    id: str
    title: str
    lead: str
    parts: tuple[Figure | str, ...] = ()


def safe(text: str) -> str:
    """Text for HTML: what a browser would obey is spelled out."""
    return escape(printable(text, most=MOST_TEXT))


def with_code(text: str) -> str:
    """The same, with what stands between backticks as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", safe(text))


def paragraph(*parts: str) -> str:
    """Sentences that are HTML already."""
    return f"<p>{' '.join(part for part in parts if part)}</p>"


def command(words: str) -> str:
    """Something to type."""
    return f"<code>{safe(words)}</code>"


def section_html(section: Section, *, drawn: bool) -> str:
    """The section with its pictures, or, where nothing is drawn, with its tables open."""
    parts = "".join(each if isinstance(each, str) else figure_html(each, drawn=drawn) for each in section.parts)
    body = f'<div class="body">{parts}</div>' if parts else ""
    return (
        f'<section id="{section.id}" aria-labelledby="{section.id}-title"><header>'
        f'<h2 id="{section.id}-title">{safe(section.title)}</h2>{section.lead}</header>{body}</section>'
    )


def figure_html(figure: Figure, *, drawn: bool) -> str:
    """A picture and, behind it, its numbers."""
    picture = inline(figure.picture) if drawn else ""
    behind = "" if drawn else " open"
    return (
        f"<figure>{picture}<details{behind}><summary>The numbers: {safe(figure.table.caption)}</summary>"
        f"{table_html(figure.table)}</details></figure>"
    )


def table_html(table: Table) -> str:
    """A table in a box of its own, so that a wide one scrolls and the page does not."""
    rows = table.rows[-MOST_ROWS:]
    left_out = len(table.rows) - len(rows)
    more = f"<p>The last {len(rows)} of {len(table.rows):,} rows; {command('prep history list')} has all.</p>"
    head = "".join(f'<th scope="col"{_side(table, n)}>{safe(name)}</th>' for n, name in enumerate(table.head))
    body = "".join(_row(table, row) for row in rows)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{safe(table.caption)}"><table>'
        f"<caption>{safe(table.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f"{more if left_out else ''}"
    )


def _row(table: Table, row: Sequence[str]) -> str:
    first, *rest = row
    cells = "".join(f"<td{_side(table, n)}>{safe(cell)}</td>" for n, cell in enumerate(rest, start=1))
    return f'<tr><th scope="row">{safe(first)}</th>{cells}</tr>'


def _side(table: Table, number: int) -> str:
    return ' class="number"' if number in table.numbers else ""
