"""A TOML file as read: its data, and the line on which each of its keys stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from prep.catalogue.faults import Fault, KeyPath, key_as_written
from prep.catalogue.sources import read_text

# A deeper key takes the line of what holds it: no format of ours nests so far, and dotted keys may for ever.
DEEPEST = 8


@dataclass(frozen=True)
class Document:
    """`data` is what tomllib makes of `text`; lines are looked for only once there is something to say."""

    file: Path
    text: str
    data: dict[str, Any]

    def line(self, path: KeyPath) -> int | None:
        """The line where this key, or failing that the table it should be in, is written."""
        path = path[:DEEPEST]
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None

    def fault(self, path: KeyPath, message: str) -> Fault:
        """A fault of this file, at this key."""
        return Fault(self.file, self.line(path), key_as_written(path), message)

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return key_lines(self.text)


def read_document(file: Path) -> Document | Fault:
    """The file's data, or the one reason why it has none."""
    text = read_text(file)
    if isinstance(text, Fault):
        return text
    try:
        return Document(file, text, tomllib.loads(text))
    except RecursionError:
        return Fault(file, None, "", "is nested too deeply")
    except ValueError as error:  # tomllib's own, and int() refusing thousands of digits
        message, line = _without_place(str(error), text)
        return Fault(file, line, "", f"is not valid TOML: {message[:1].lower()}{message[1:]}")


def _without_place(message: str, text: str) -> tuple[str, int | None]:
    """tomllib says where only inside its sentence (before Python 3.14), so it is taken out of there."""
    if found := re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", message, re.DOTALL):
        return found[1], int(found[2])
    if message.endswith(" (at end of document)"):
        return message.removesuffix(" (at end of document)"), len(text.rstrip("\n").split("\n"))
    return message, None


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line of every key and table of a valid TOML text, by its path.

    Each statement is read by tomllib alone, so that this cannot disagree with it about strings, comments or
    dotted keys; all that is kept here is which table is open and how many each array of tables has by now.
    A key inside a value of many lines has the line on which its statement begins.
    """
    lines: dict[KeyPath, int] = {}
    tables: dict[KeyPath, int] = {}
    here: KeyPath = ()
    for number, is_header, data in _statements(text):
        if is_header:
            here = _opened(data, tables)
            for depth in range(1, min(len(here), DEEPEST) + 1):
                lines.setdefault(here[:depth], number)
        else:
            for path in _paths(data, here):
                lines.setdefault(path, number)
    return lines


def _statements(text: str) -> Iterator[tuple[int, bool, dict[str, Any]]]:
    """Each statement as the number of its first line, whether it is a table's header, and its data alone.

    A statement ends with the first line up to which it is valid by itself.
    """
    lines = text.split("\n")
    start = 0
    for end in range(1, len(lines) + 1):
        try:
            data = tomllib.loads("\n".join(lines[start:end]))
        except (ValueError, RecursionError):
            continue
        if data:
            yield start + 1, lines[start].lstrip().startswith("["), data
        start = end


def _opened(header: dict[str, Any], tables: dict[KeyPath, int]) -> KeyPath:
    """The path of the table that a header opens; an array on the way stands for its newest table."""
    path: KeyPath = ()
    inside: Any = header
    while isinstance(inside, dict) and inside:
        name, inside = next(iter(inside.items()))
        path += (name,)
        if isinstance(inside, list):
            tables[path] = tables.get(path, 0) + 1
        if path in tables:
            path += (tables[path] - 1,)
    return path


def _paths(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    """The paths of all that is inside a value, itself left out."""
    if len(path) >= DEEPEST:
        return
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, held in inside:
        yield (*path, part)
        yield from _paths(held, (*path, part))
