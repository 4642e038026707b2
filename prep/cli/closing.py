"""A full-screen app ends in order: a terminal that goes away does not keep it, and a signal ends prep after it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from prep.screens.orderly import OrderlyApp

R = TypeVar("R")


class _Lenient:
    """A stream that loses what nobody can read any more.

    Textual draws through a thread that ends at the first error; the app then waits for ever for it to take more.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def on_screen(app: OrderlyApp[R]) -> R | None:
    """Run an app to its end; what it ended with.

    Where a signal ended it, no other screen is to follow: prep ends as it does for that signal without a screen.
    """
    with _outliving_the_terminal():
        came = app.run()
    if app.ended_by:
        raise SystemExit(128 + app.ended_by)
    return came


@contextlib.contextmanager
def _outliving_the_terminal() -> Iterator[None]:
    """Let an app draw to standard error whether or not somebody is there to see it."""
    stream = sys.__stderr__
    sys.__stderr__ = _Lenient(stream)  # type: ignore[misc, assignment]  # where Textual's driver takes it from
    try:
        yield
    finally:
        sys.__stderr__ = stream  # type: ignore[misc]  # as it was
