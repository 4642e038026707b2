"""What a check asked of an answer and what came back, in numbers: to be laid beside another answer's.

Each result is kept with a mark of everything that was asked before it, so that only results of the same inputs
are compared. Lists, tuples and arrays of the same numbers look alike.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from prep.grader.notes import Notes
from prep.grader.standins import Handle, Placed
from prep.model.problem import Form

MOST_NUMBERS = 4_000
MOST_RESULTS = 200
MOST_TEXT = 200


class Recording(Notes):
    """The results of one check, in order; `text` is a JSON list of `[mark, shape, numbers]`."""

    def __init__(self) -> None:
        self._asked = hashlib.sha256()
        self._results: list[tuple[str, str, list[float]]] = []
        self._room = MOST_NUMBERS

    def call(self, name: str, args: Any, kwargs: Any, owner: int | None, form: Form) -> None:
        """A call is about to be made: of an entry, or of a method of the thing `owner`."""
        self._ask([name, owner, list(args), kwargs, form.value])

    def place(self, value: Any, placed: Placed) -> None:
        """A value was put where calls share it."""
        self._ask(["place", value])

    def fetched(self, thing: int, result: Any) -> None:
        """A thing was read back."""
        self._ask(["fetch", thing])
        self.came_back(result)

    def came_back(self, result: Any) -> None:
        """What the last call returned."""
        numbers: list[float] = []
        shape = _flatten(result, numbers)
        if len(self._results) < MOST_RESULTS and len(numbers) <= self._room:
            self._room -= len(numbers)
            self._results.append((self._asked.hexdigest()[:16], shape, numbers))

    def text(self) -> str:
        """All of it, on one line."""
        return json.dumps(self._results)

    def _ask(self, what: Any) -> None:
        numbers: list[float] = []
        shape = _flatten(what, numbers)
        self._asked.update(repr((shape, numbers)).encode("utf-8", "surrogatepass"))


def _flatten(value: Any, numbers: list[float]) -> str:
    """Append every number in `value`, and return its shape with a `#` for each."""
    if isinstance(value, np.ndarray):
        return _flatten(value.tolist(), numbers)
    if isinstance(value, np.generic):
        return _flatten(value.item(), numbers)
    if isinstance(value, complex):
        numbers += [value.real, value.imag]
        return "##"
    if isinstance(value, int | float) and abs(value) < 1e300:
        numbers.append(float(value))
        return "#"
    if isinstance(value, list | tuple):
        return f"[{','.join(_flatten(item, numbers) for item in value)}]"
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: repr(item[0]))
        return f"{{{','.join(f'{key!r}:{_flatten(item, numbers)}' for key, item in items)}}}"
    if isinstance(value, set | frozenset):
        return f"set({sorted(map(repr, value))})"
    if isinstance(value, Handle | Placed):
        return "<thing>"
    if callable(value):
        return "<function>"
    return repr(value)[:MOST_TEXT]
