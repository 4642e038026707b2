"""A deck as Markdown: Marp, Quarto (and R Markdown), reveal-md, or plain, by the rule of each for what is a slide.

- Marp: a rule (`---`) ends a slide; so does a heading where `headingDivider` says so. Comments are notes.
- Quarto: `##` begins a slide, `#` a section with a slide of its own, or as `slide-level` says; a rule ends a slide too.
- reveal-md: the lines `---` and `----` (downwards) end a slide; `Note:` begins notes.
- plain: rules, where there are any; else headings as Quarto has them.

What stands in fenced code, in HTML or in a list is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from prep.decks.front_matter import Front, read_front_matter
from prep.decks.marks import Mark, comments_of, divisions, find_marks, words_of
from prep.decks.slide import Reading, Slide, line_of, no_deck, notes_of

_DIRECTIVE = re.compile(
    r"\s*(_?(theme|style|headingdivider|size|math|title|author|description|keywords|url|image|lang|marp|paginate|header"
    r"|footer|class|background\w*|color|transition)\s*:|\.(slide|element)\s*:|fit\s*$)",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"<!--\s*headingDivider:\s*([^<>]*?)\s*-->")
_HIDDEN = re.compile(r"""visibility\s*=\s*["']?hidden""")
_NOTE = re.compile(r"^notes?:(.*)", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_REVEAL = ("revealOptions", "separator", "verticalSeparator")
_SLIDES = ("revealjs", "slidy", "slideous", "dzslides", "s5", "ioslides", "pptx", "beamer", "xaringan")


@dataclass(frozen=True)
class Chunk:
    """The lines of one slide, up to `end`; `down` is set where it is below another one."""

    start: int
    end: int
    down: bool = False


@dataclass(frozen=True)
class Source:
    """A Markdown file: lines of code are there in number alone."""

    front: Front
    lines: tuple[str, ...]
    marks: tuple[Mark, ...]

    @cached_property
    def mark_at(self) -> dict[int, Mark]:
        """Each heading and rule by the number of its line."""
        return {mark.line: mark for mark in self.marks}

    def heading(self, chunk: Chunk) -> Mark | None:
        """The first heading of a slide."""
        found = (self.mark_at.get(number) for number in range(chunk.start, chunk.end))
        return next((mark for mark in found if mark and mark.level), None)

    def blank(self, chunk: Chunk) -> bool:
        """Whether a slide has nothing on it."""
        rules = (n for n in range(chunk.start, chunk.end) if n in self.mark_at and not self.mark_at[n].level)
        written = (n for n in range(chunk.start, chunk.end) if self.lines[n].strip())
        return set(written) <= set(rules)


def read_markdown(text: str, path: Path) -> Reading:
    """The slides of a Markdown deck."""
    front = read_front_matter(text)
    body = "\n" * front.lines + "\n".join(text.split("\n")[front.lines :])
    marks, code = find_marks(body)
    lines = tuple("code" if number in code else line for number, line in enumerate(body.split("\n")))
    source = Source(front, lines, tuple(marks))
    flavour = _flavour(source, path.suffix.lower())
    if not marks and not front.data:
        raise no_deck(path)
    if flavour == "Quarto":
        return _quarto(source)
    if flavour == "plain" and not any(mark.level == 0 for mark in marks):
        return _by_headings(source, 2 if any(mark.level == 2 for mark in marks) else 1)
    return _by_rules(source, flavour)


def _flavour(source: Source, suffix: str) -> str:
    data = source.front.data
    if "marp" in data:
        return "Marp"
    formats = f"{data.get('format', '')} {data.get('output', '')}"
    if suffix in (".qmd", ".rmd") or any(each in formats for each in _SLIDES):
        return "Quarto"
    if any(key in data for key in _REVEAL) or any(line.rstrip() == "----" for line in source.lines):
        return "reveal"
    return "reveal" if _NOTE.search("\n".join(source.lines)) else "plain"


def _quarto(source: Source) -> Reading:
    level = source.front.find("slide-level")
    reading = _by_headings(source, int(level) if isinstance(level, str) and level in "0123456" and level else 2)
    if not source.front.title:
        return reading
    return replace(reading, slides=(Slide(line_of(words_of(source.front.title))), *reading.slides))


def _by_headings(source: Source, slide_level: int) -> Reading:
    """Slides that begin with headings; those above the slide level are sections."""
    inside = {start: (end, attributes) for start, end, attributes in divisions(source.lines)}
    covered = _covered(inside)
    marks = tuple(mark for mark in source.marks if mark.line not in covered)
    source = replace(source, marks=marks)
    starts = [mark for mark in marks if mark.level <= slide_level]
    cuts = sorted({source.front.lines, *(mark.line if mark.level else mark.end for mark in starts)})
    chunks = [Chunk(start, end) for start, end in zip(cuts, [*cuts[1:], len(source.lines)], strict=True)]
    begins = {mark.line: mark for mark in starts if 0 < mark.level < slide_level}
    slides = []
    for chunk in chunks:
        if not source.blank(chunk):
            slide = _slide(source, chunk, "Quarto", inside)
            section = slide.title if chunk.start in begins else None
            slides.append(replace(slide, section=section))
    how = f"headings above level {slide_level} begin a section"
    return Reading(line_of(source.front.title), tuple(slides), how, _underlined(source))


def _by_rules(source: Source, flavour: str) -> Reading:
    """Slides between rules; in Marp headings may divide them too."""
    divide = _dividing(source) if flavour == "Marp" else set()
    if flavour == "reveal":  # it looks for these lines before it looks for anything else
        source = replace(source, marks=tuple(map(_as_rule, source.marks)))
    chunks: list[Chunk] = []
    start, down = source.front.lines, False
    for mark in source.marks:
        rule = source.lines[mark.line].strip()
        if mark.level == 0 and (flavour != "reveal" or rule in ("---", "----")):
            chunks.append(Chunk(start, mark.line, down))
            start, down = mark.end, rule == "----" and flavour == "reveal"
        elif mark.level in divide and not source.blank(Chunk(start, mark.line)):
            chunks.append(Chunk(start, mark.line, down))
            start = mark.line
    chunks.append(Chunk(start, len(source.lines), down))
    if len(chunks) > 1 and source.blank(chunks[0]):
        chunks = chunks[1:]
    if len(chunks) > 1 and source.blank(chunks[-1]):
        chunks = chunks[:-1]
    slides = [_slide(source, chunk, flavour, {}) for chunk in chunks]
    if any(chunk.down for chunk in chunks):
        how = "slides below one another are a section"
        begins = [not chunk.down for chunk in chunks]
        begins[0] = any(chunk.down for chunk in chunks[1:2])  # else it is the title of the deck
        slides = [replace(s, section=s.title) if begin else s for s, begin in zip(slides, begins, strict=True)]
    else:
        how = "slides headed by # among slides headed by ## begin a section"
        levels = [found.level if (found := source.heading(chunk)) else 0 for chunk in chunks]
        if levels[1:].count(1) >= 2 and any(level > 1 for level in levels):
            slides = [replace(s, section=s.title) if n and levels[n] == 1 else s for n, s in enumerate(slides)]
    return Reading(line_of(source.front.title), tuple(slides), how, _underlined(source))


def _as_rule(mark: Mark) -> Mark:
    """A heading that dashes under a text made, as the rule that these are."""
    return Mark(mark.end - 1, mark.end) if mark.underlined else mark


def _dividing(source: Source) -> set[int]:
    """The levels of headings that begin a slide in Marp: all up to a number, or those of a list."""
    written = source.front.find("headingDivider")
    if written is None and (found := _DIVIDER.search("\n".join(source.lines[: source.front.lines + 200]))):
        written = found[1].strip("[]").split(",") if found[1].startswith("[") else found[1]
    if isinstance(written, str) and written.strip() in tuple("123456"):
        return set(range(1, int(written) + 1))
    if isinstance(written, list):
        return {int(each) for each in written if isinstance(each, str) and each.strip() in tuple("123456")}
    return set()


def _covered(inside: Mapping[int, tuple[int, str]]) -> set[int]:
    """The lines inside of divisions, each looked at once."""
    covered: set[int] = set()
    until = 0
    for start in sorted(inside):
        end = inside[start][0]
        covered.update(range(max(start, until), end))
        until = max(until, end)
    return covered


def _slide(source: Source, chunk: Chunk, flavour: str, inside: Mapping[int, tuple[int, str]]) -> Slide:
    """One slide, its notes told from its text."""
    heading = source.heading(chunk)
    rows = dict(enumerate(source.lines[chunk.start : chunk.end], start=chunk.start))
    notes: list[str] = []
    for start in range(chunk.start, chunk.end):
        end, attributes = inside.get(start, (0, ""))
        if start <= end < chunk.end and re.search(r"(^|\.)notes\b", attributes):
            notes.append("\n".join(rows.pop(n, "") for n in range(start, end)))
            rows = {n: line for n, line in rows.items() if n not in (start - 1, end)}
    text = "\n".join(line for n, line in rows.items() if not heading or not heading.line <= n < heading.end)
    text, comments = comments_of(text)
    if flavour == "Marp":
        notes += [comment for comment in comments if not _DIRECTIVE.match(comment)]
    elif flavour == "reveal" and (note := _NOTE.search(text)):
        notes.append(note[1])
        text = text[: note.start()]
    written = heading.text if heading else ""
    hidden = _HIDDEN.search(written) or any(_HIDDEN.search(comment) for comment in comments)
    return Slide(
        title=line_of(words_of(written)),
        hidden=bool(hidden),
        notes=notes_of("\n".join(note.strip() for note in notes)),
        bare=bool(written) and not text.strip(" \n-*_"),
    )


def _underlined(source: Source) -> tuple[str, ...]:
    """What to say of dashes right under a text, which look like the end of a slide and are none."""
    lines = [mark.end for mark in source.marks if mark.underlined and source.lines[mark.end - 1].strip() == "---"]
    where = ", ".join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")
    words = "the dashes right under a text make it a heading and end no slide: put a blank line between"
    return (f"line {where}: {words}",) if lines else ()
