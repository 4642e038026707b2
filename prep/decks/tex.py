"""As much of TeX's syntax as finding frames needs: comments, verbatim text, arguments, and plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import islice

MOST_ARGUMENT = 200_000
MOST_COMMANDS = 50
"""Of a kind that a deck has once or twice; more would be looked at only where braces never end."""
_VERBATIM = re.compile(
    r"\\begin\s*\{(verbatim\*?|Verbatim\*?|semiverbatim|lstlisting|minted|comment|filecontents\*?)\}"
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")
_ACCENTS = dict(zip("`'^\"~=.uvHc", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327", strict=True))
_ACCENT = re.compile(r"""\\([`'^"~=.]|[uvHc](?![A-Za-z]))\s*(?:\{\s*\\?([A-Za-z])\s*\}|\\?([A-Za-z]))""")
_LETTERS = {"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "aa": "å", "AA": "Å"}
_LETTERS |= {"ldots": "…", "dots": "…", "LaTeX": "LaTeX", "TeX": "TeX", "times": "\u00d7", "to": "→", "rightarrow": "→"}
_GREEK = "alpha beta gamma delta epsilon zeta eta theta kappa lamda mu nu xi pi rho sigma tau phi chi psi omega"
_LETTERS |= {
    name.replace("lamda", "lambda"): unicodedata.lookup(f"GREEK SMALL LETTER {name}")  # as Unicode spells it
    for name in _GREEK.split()
}
_LETTER = re.compile(r"\\(" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")(?![A-Za-z])\s*(?:\{\})?")
_SKIPPED = re.compile(
    r"\\(?:label|cite[a-z]*|footnote|ref|hspace|vspace|color|textcolor|includegraphics|href)\*?(?:\[[^\]]*\])?\{[^{}]*\}"
)
_COMMAND = re.compile(r"\\[A-Za-z@]+\*?\s*(?:<[^<>]*>)?(?:\[[^\[\]]*\])?")


def cleaned(text: str) -> str:
    r"""A source without its comments, its verbatim text, and what stands between \iffalse and \fi."""
    kept: list[str] = []
    inside = ""
    for raw in text.split("\n"):
        line = raw
        if inside:
            end = re.search(r"\\end\s*\{" + re.escape(inside) + r"\}", line)
            if end is None:
                continue
            line, inside = line[end.end() :], ""
        line = _COMMENT.sub(r"\1", line)
        if found := _VERBATIM.search(line):
            inside, line = found[1], line[: found.start()]
        kept.append(line)
    return _without_false("\n".join(kept))


def _without_false(text: str) -> str:
    parts = re.split(r"\\iffalse(?![A-Za-z])", text)
    ends = [re.search(r"\\fi(?![A-Za-z])", part) for part in parts[1:]]
    return parts[0] + "".join(part[end.end() :] if end else "" for part, end in zip(parts[1:], ends, strict=True))


def argument(text: str, at: int, *, most: int = MOST_ARGUMENT) -> tuple[str, int]:
    """What stands in the braces that begin here, and where they end; nothing where there are none."""
    start = at
    while start < len(text) and text[start].isspace():
        start += 1
    if text[start : start + 1] != "{":
        return "", at
    depth = 0
    for brace in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start, start + most):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return text[start + 1 : brace.start()], brace.end()
    return "", start + 1


def options(text: str, at: int) -> tuple[str, int]:
    """All that stands in <> and [] here, before an argument, and where it ends."""
    found = re.compile(r"(?:\s*(?:<[^<>{}]*>|\[(?:[^\[\]{}]|\{[^{}]*\})*\]))*").match(text, at)
    return (found[0], found.end()) if found else ("", at)


def without(text: str, names: Collection[str]) -> tuple[str, list[tuple[str, str]]]:
    """A source without these commands and their argument, and each of them as its name and argument."""
    kept, taken, at = [], [], 0
    for found in islice(re.finditer(r"\\(" + "|".join(names) + r")(?![A-Za-z])\*?", text), MOST_COMMANDS):
        if found.start() < at:
            continue
        kept.append(text[at : found.start()])
        inside, at = argument(text, options(text, found.end())[1])
        taken.append((found[1], inside))
    return "".join([*kept, text[at:]]), taken


def plain(source: str, *, lines: bool = False) -> str:
    """The words of a source, as they would be read aloud."""
    text = source[:MOST_ARGUMENT].replace("\\\\", "\n" if lines else " ")
    text = _texorpdf(text)
    text = _ACCENT.sub(lambda m: unicodedata.normalize("NFC", (m[2] or m[3]) + _ACCENTS[m[1]]), text)
    text = _LETTER.sub(lambda m: _LETTERS[m[1]], text)
    text = _SKIPPED.sub("", text).replace("\\item", "\n- " if lines else " ")
    text = re.sub(r"\\([&%$#_{}])", lambda m: f"\0{ord(m[1]):03}", text)  # kept from what is taken away next
    text = re.sub(r"\\[,;:! ]|~", " ", _COMMAND.sub("", text))
    text = re.sub(r"[{}$\\]", "", text).replace("---", "—").replace("--", "–")  # noqa: RUF001  # TeX's own dash
    text = text.replace("``", "“").replace("''", "”")
    return re.sub(r"\0(\d{3})", lambda m: chr(int(m[1])), text).strip()


def _texorpdf(text: str) -> str:
    r"""Of \texorpdfstring{how it is set}{how it is said} the second."""
    kept, at = [], 0
    for found in re.finditer(r"\\texorpdfstring(?![A-Za-z])", text):
        if found.start() < at:
            continue
        kept.append(text[at : found.start()])
        said, at = argument(text, argument(text, found.end())[1])
        kept.append(said)
    return "".join([*kept, text[at:]])
