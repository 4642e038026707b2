"""Speed as a ratio and memory as a peak, both taken outside the process that runs the answer.

The host's clock times n and 2n calls whose results stay in the worker; the difference is n calls without the
wire. The given code runs in a worker of its own, in turns with the answer, on the same inputs. A result picked
afterwards is checked, so an answer that only pretends to work is not fast but wrong.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from prep.checking.remote import fetch, keep, place
from prep.grader.host import current
from prep.grader.standins import Entry, Placed

SHORTEST_SECONDS = 0.02
MOST_CALLS = 64
DISTINCT_INPUTS = 4


def speedup(
    entry: Entry,
    given: Entry,
    inputs: Callable[[], tuple[Any, ...]],
    agrees: Callable[[Any, tuple[Any, ...]], None],
    *,
    repeats: int = 3,
) -> float:
    """How many times faster `entry` is than `given`: the ratio of the best times over `repeats` rounds.

    `inputs()` gives fresh arguments; `agrees(result, arguments)` raises AssertionError on a wrong result, and is
    called with one result of each round, picked after the round was timed.
    """
    run = current()
    run.wait_for_quiet()
    pick = run.rng()
    ours, theirs = _Timed(entry), _Timed(given)
    for _ in range(repeats):
        arguments = [inputs() for _ in range(DISTINCT_INPUTS)]
        theirs.round(arguments)
        results, count = ours.round(arguments)
        index = int(pick.integers(count))
        agrees(fetch(results, index), arguments[index % DISTINCT_INPUTS])
    return theirs.best / ours.best


class _Timed:
    """One side of a comparison: the best seconds per call so far."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._calls = 0
        self.best = math.inf

    def round(self, arguments: list[tuple[Any, ...]]) -> tuple[Placed, int]:
        """Time n and 2n calls; returns the results of the 2n calls, still in the worker."""
        placed = [tuple(place(value, beside=self._entry) for value in each) for each in arguments]
        if not self._calls:
            once, _ = self._time(placed, 1)
            self._calls = max(1, min(MOST_CALLS, math.ceil(SHORTEST_SECONDS / max(once, 1e-6))))
        short, _ = self._time(placed, self._calls)
        long, results = self._time(placed, 2 * self._calls)
        # Noise can make the difference vanish; then the longer run, wire and all, is the fair upper bound.
        seconds = (long - short) / self._calls if long > short else long / (2 * self._calls)
        self.best = min(self.best, seconds)
        return results, 2 * self._calls

    def _time(self, placed: list[tuple[Placed, ...]], count: int) -> tuple[float, Placed]:
        entry = self._entry
        began = time.perf_counter()
        results = entry.remote.request(
            "repeat", args=placed, entry=entry.name, thing=None, name=entry.name, count=count
        )
        return time.perf_counter() - began, results


def peak_memory(entry: Entry, *args: Any, warm: tuple[Any, ...] = ()) -> float:
    """By how many MiB the worker's peak memory grows during one call; the result stays in the worker.

    `warm` are small arguments for a call made first, so that what is loaded once is not counted.
    """
    run = current()
    if warm:
        keep(entry, *warm)
    placed = [place(value) for value in args]
    before = run.account.memory("answer", reset=True)
    keep(entry, *placed)
    return max(0, run.account.memory("answer", reset=False) - before) / 2**20
