"""Typed lines that end by themselves: when the time is over, the words that close things come as if they were typed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence

from prep.cli.typed import BEAT, Typed


class CutOff:
    """What is typed, until `reached` says that the time is over; then `words`, and nothing more."""

    def __init__(self, typed: Typed, reached: Callable[[], bool], words: Sequence[str]) -> None:
        self._typed = typed
        self._reached = reached
        self._words = deque(words)
        self._cut = False

    @property
    def ended(self) -> bool:
        """Whether no more lines come."""
        return not self._words if self._cut else self._typed.ended

    def line(self, timeout: float = BEAT) -> str | None:
        """The next line; None if none came in time, or none will."""
        self._cut = self._cut or self._reached()
        if self._cut:
            return self._words.popleft() if self._words else None
        return self._typed.line(timeout)

    def give_back(self, lines: Iterable[str]) -> None:
        """Lines that were taken too early; once the time is over nobody waits for them."""
        if not self._cut:
            self._typed.give_back(lines)
