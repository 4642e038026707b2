"""The calls a check made, written down as Python that can be run beside the answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from prep.grader.notes import Notes
from prep.grader.standins import Handle, Placed
from prep.grader.trouble import NOT_SHOWN
from prep.model.problem import Form

MOST_ITEMS = 2_000
MOST_CALLS = 40
MOST_CHARACTERS = 200_000


class Unshowable(Exception):
    """A call that has no short, runnable text."""


class Transcript(Notes):
    """What one check asked of the answer, in order; `text` is the program, or the reason there is none."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._names: dict[tuple[str, int], str] = {}
        self._entries: set[str] = set()
        self._why_not = ""

    def call(self, name: str, args: Any, kwargs: Any, owner: int | None, form: Form) -> None:
        """A call is about to be made: of an entry, or of a method of the thing `owner`."""
        try:
            parts = [self._literal(value) for value in args]
            parts += [f"{key}={self._literal(value)}" for key, value in kwargs.items()]
            target = name if owner is None else ".".join(filter(None, (self._thing("h", owner), name)))
            if owner is None:
                self._entries.add(name)
            text = f"{target}({', '.join(parts)})"
            if form is Form.COROUTINE:
                text = f"asyncio.run({text})"
            self._write(f"r{len(self._lines) + 1} = {text}")
        except Unshowable as reason:
            self._why_not = self._why_not or str(reason)

    def came_back(self, result: Any) -> None:
        """What the last call returned: a thing gets the name of its line, data is printed."""
        name = f"r{len(self._lines)}"
        if isinstance(result, Handle):
            self._names["h", result._id] = name
        elif isinstance(result, Placed):
            self._names["p", result.id] = name
        elif self._lines:
            self._lines[-1] += f"\nprint({name!r}, '=', {name})"

    def place(self, value: Any, placed: Placed) -> None:
        """A value was put where calls share it."""
        try:
            self._write(f"r{len(self._lines) + 1} = {self._literal(value)}")
            self._names["p", placed.id] = f"r{len(self._lines)}"
        except Unshowable as reason:
            self._why_not = self._why_not or str(reason)

    def text(self) -> str:
        """A program that makes the same calls, or a sentence that says why there is none."""
        if self._why_not or not self._lines:
            return NOT_SHOWN + (self._why_not or "it makes none") + "."
        head = ["import asyncio", ""] if any("asyncio.run" in line for line in self._lines) else []
        head += ["import numpy as np", "from numpy import inf, nan", ""]
        head += [f"from answer import {', '.join(sorted(self._entries))}", ""]
        after = [f"print({name!r}, 'is now', {name})" for (kind, _), name in self._names.items() if kind == "p"]
        text = "\n".join([*head, *self._lines, *after]) + "\n"
        return text if len(text) <= MOST_CHARACTERS else NOT_SHOWN + "they are too long."

    def _write(self, line: str) -> None:
        if len(self._lines) >= MOST_CALLS:
            raise Unshowable(f"there are more than {MOST_CALLS}")
        self._lines.append(line)

    def _thing(self, kind: str, id: int) -> str:
        if (kind, id) not in self._names:
            raise Unshowable("they use something made elsewhere")
        return self._names[kind, id]

    def _literal(self, value: Any) -> str:
        if isinstance(value, Handle):
            return self._thing("h", value._id)
        if isinstance(value, Placed):
            return self._thing("p", value.id)
        if isinstance(value, np.ndarray):
            if value.size > MOST_ITEMS:
                raise Unshowable(f"an input has {value.size:,} items")
            return f"np.array({value.tolist()!r}, dtype={value.dtype.name!r}).reshape({value.shape})"
        if isinstance(value, np.generic):
            return f"np.{value.dtype.name}({value.item()!r})"
        if isinstance(value, list | tuple | set | frozenset | dict):
            return self._container(value)
        if value is None or isinstance(value, bool | int | float | complex | str | bytes):
            try:
                text = repr(value)
            except ValueError:  # an integer that Python does not write out
                raise Unshowable("an input is too long") from None
            if len(text) > 10 * MOST_ITEMS:
                raise Unshowable("an input is too long")
            return text
        raise Unshowable(f"the check passes a {type(value).__name__} of its own")

    def _container(self, value: Any) -> str:
        if len(value) > MOST_ITEMS:
            raise Unshowable(f"an input has {len(value):,} items")
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self._literal(k)}: {self._literal(v)}" for k, v in value.items()) + "}"
        inside = ", ".join(self._literal(item) for item in value)
        if isinstance(value, list):
            return f"[{inside}]"
        if isinstance(value, tuple):
            return f"({inside}{',' if len(value) == 1 else ''})"
        return f"{type(value).__name__}([{inside}])"
