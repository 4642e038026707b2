"""Text from an answer, made safe to show: what a terminal would obey becomes something one can read."""

from __future__ import annotations

import unicodedata

MOST_CHARACTERS = 2_000


def printable(text: str, *, most: int = MOST_CHARACTERS) -> str:
    """`text` with control, bidirectional and terminal codes spelled out, cut at `most` characters.

    Newline stays and tab becomes four spaces; everything else of Unicode's categories C and Z that is not a
    plain space is written as an escape, so that nothing in it moves the cursor, hides text or reorders it.
    """
    shown = "".join(map(_shown, text[:most]))
    left_out = len(text) - most
    return f"{shown}… ({left_out:,} more characters)" if left_out > 0 else shown


def _shown(character: str) -> str:
    if character in "\n ":
        return character
    if character == "\t":
        return "    "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return character.encode("unicode_escape", "surrogatepass").decode("ascii")
    return character


def one_line(text: str, *, most: int = 200) -> str:
    """The first non-empty line of `text`, printable, for a place that has one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return printable(lines[0] if lines else "", most=most)


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 check`, `2 checks`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
