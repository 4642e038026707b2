"""Where headings, rules and code stand in Markdown, as CommonMark has it: Marp and Quarto agree with it about these."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\{[^{}]*\})")
_HTML = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>")
_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}\s*$")
_EMPHASIS = re.compile(r"(\*{1,3}|~~|==|(?<!\w)_{1,3}|_{1,3}(?!\w)|`+)")


@dataclass(frozen=True)
class Mark:
    """A heading of this level, or a rule (level 0), on the lines from `line` up to `end`.

    An `underlined` heading is one that dashes right under a text made.
    """

    line: int
    end: int
    level: int = 0
    text: str = ""
    underlined: bool = False


def find_marks(text: str) -> tuple[list[Mark], set[int]]:
    """The headings and rules that stand at the outermost level, and the numbers of the lines of code."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])  # what is inside of a line is no business of ours
    tokens = parser.parse(text)
    marks: list[Mark] = []
    code: set[int] = set()
    for number, token in enumerate(tokens):
        start, end = token.map or (0, 0)
        if token.type in ("fence", "code_block"):
            code.update(range(start, end))
        elif token.level == 0 and token.type == "hr":
            marks.append(Mark(start, end))
        elif token.level == 0 and token.type == "heading_open":
            words = tokens[number + 1].content
            marks.append(Mark(start, end, int(token.tag[1:]), words, underlined=token.markup == "-"))
    return marks, code


def words_of(heading: str) -> str:
    """A heading without its markup."""
    text = _ATTRIBUTES.sub("", heading[:2_000])
    text = _HTML.sub("", _LINK.sub(r"\1", _IMAGE.sub(r"\1", text)))
    return re.sub(r"\\([^\w\s])", r"\1", _EMPHASIS.sub("", text)).strip()


def divisions(lines: Sequence[str]) -> list[tuple[int, int, str]]:
    """Pandoc's divisions (`::: {.notes}` to `:::`): the line after each begins, the line it ends on, its attributes."""
    fence = re.compile(r"\s{0,3}:{3,}\s*(.*?)\s*:*\s*$")
    opened: list[tuple[int, str]] = []
    found: list[tuple[int, int, str]] = []
    for number, line in enumerate(lines):
        if not line.lstrip().startswith(":::") or not (mark := fence.match(line)):
            continue
        if mark[1]:
            opened.append((number + 1, mark[1]))
        elif opened:
            start, attributes = opened.pop()
            found.append((start, number, attributes))
    return found


def comments_of(text: str) -> tuple[str, list[str]]:
    """A text without its HTML comments, and these."""
    kept: list[str] = []
    comments: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        comments.append(text[start + 4 : end])
        at = end + 3
    return "".join([*kept, text[at:]]), comments
