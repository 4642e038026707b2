"""Values that live in the worker: place one, call with it, fetch it back."""

from __future__ import annotations

from typing import Any

from prep.grader.host import current
from prep.grader.standins import Entry, Handle, Placed


def place(value: Any, *, beside: Entry | None = None) -> Placed:
    """Put a copy of `value` in the answer's worker (or in that of `beside`), where it keeps its identity.

    Pass the result as an argument to call with that very object, then `fetch` it to see what became of it.
    """
    return (current().answer if beside is None else beside.remote).place(value)


def fetch(placed: Placed, index: int | None = None) -> Any:
    """Read a placed value back as plain data; with `index`, only that item of a placed list."""
    return placed.remote.fetch(placed.id, index)


def keep(function: Entry, *args: Any, **kwargs: Any) -> Placed:
    """Call `function` and leave its result in the worker."""
    placed: Placed = function.remote.call(function.name, args, kwargs, form=function.form, keep=True)
    return placed


def take(iterator: Handle, count: int) -> list[Any]:
    """Pull at most `count` items from an iterator (or an iterable object) of the answer's."""
    taken: list[Any] = iterator._remote.take(iterator._id, count)
    return taken


def read(handle: Handle, name: str) -> Any:
    """The attribute `name` of an object of the answer's, as plain data."""
    return handle._remote.attribute(handle._id, name)
