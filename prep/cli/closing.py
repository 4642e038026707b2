"""A terminal that goes away under a full-screen app must not keep the app from ending."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any


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


@contextlib.contextmanager
def outliving_the_terminal() -> Iterator[None]:
    """Let an app draw to standard error whether or not somebody is there to see it."""
    stream = sys.__stderr__
    sys.__stderr__ = _Lenient(stream)  # type: ignore[misc, assignment]  # where Textual's driver takes it from
    try:
        yield
    finally:
        sys.__stderr__ = stream  # type: ignore[misc]  # as it was
