"""The time a check has, and how much of it the next call may take."""

from __future__ import annotations

import time
from dataclasses import dataclass

from prep.grader.trouble import GraderFault
from prep.model.problem import Limits

START_SECONDS = 30.0
"""A new worker may take this long until it says that it has started."""


@dataclass
class Budget:
    """The time left to the running check; what it waits for without its own fault is given back."""

    limits: Limits
    ends: float | None = None
    calls: int = 0

    def begin(self) -> None:
        """Start the time of a check."""
        self.ends = time.monotonic() + self.limits.check
        self.calls = 0

    def give_back(self, seconds: float) -> None:
        """The grader took this long, not the answer."""
        if self.ends is not None:
            self.ends += seconds

    def for_call(self) -> float:
        """Seconds the next call may take, at most."""
        if self.ends is None:
            raise GraderFault("the answer was called outside of a check")
        return min(self.limits.call, self.ends - time.monotonic())
