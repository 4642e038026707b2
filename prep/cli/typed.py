"""Lines from standard input with a beat between them, so that a clock can speak while nobody types."""

from __future__ import annotations

import os
import selectors
import sys
from collections import deque
from collections.abc import Iterable

BEAT = 0.1
"""How long to wait for a line before the clock is looked at again, in seconds."""


class Typed:
    """What is typed, line by line, from a terminal, a pipe or a file."""

    def __init__(self) -> None:
        # Not the default selector: epoll refuses files and /dev/null, and input may come from either.
        self._selector = selectors.SelectSelector()
        self._lines: deque[str] = deque()
        self._rest = b""
        self.ended = sys.stdin is None  # as `<&-` has it
        if not self.ended:
            self._selector.register(sys.stdin, selectors.EVENT_READ)

    def line(self, timeout: float = BEAT) -> str | None:
        """The next line; None if none came in time, or none will."""
        if not self._lines and not self.ended and self._selector.select(timeout):
            data = os.read(sys.stdin.fileno(), 4096)
            *whole, self._rest = (self._rest + data).split(b"\n")
            self.ended = not data
            if self.ended and self._rest:
                whole.append(self._rest)
            self._lines.extend(line.decode("utf-8", "replace").rstrip("\r") for line in whole)
        return self._lines.popleft() if self._lines else None

    def give_back(self, lines: Iterable[str]) -> None:
        """Lines that were taken too early: whoever asks next has them."""
        self._lines.extendleft(reversed(list(lines)))
