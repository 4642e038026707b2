"""Noticing a save: the content is polled, and has settled when two looks agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

POLL_SECONDS = 0.05


@dataclass
class Watch:
    """Looks at one file through `read`; editors that replace the file, or write it in pieces, are alike to it.

    `graded` is the content that has its verdict; `untouched` is the starter, which nobody asks to have graded.
    """

    read: Callable[[], str]
    graded: str
    untouched: str = ""
    _last: str | None = field(default=None)

    def look(self) -> str | None:
        """The content if it has settled and was not graded yet; else None. Call it each `POLL_SECONDS`."""
        seen = self.read()
        settled = seen == self._last
        self._last = seen
        if not settled or not seen.strip() or seen in (self.graded, self.untouched):
            return None
        self.graded = seen
        return seen
