"""Speed as a ratio and memory as a peak, both taken outside the process that runs the answer.

The host's clock times n calls whose results stay in the worker, and none at all, which is what the wire takes. The
given code runs in a worker of its own, in turns with the answer, on the same inputs. No input is ever used twice, so
an answer that remembers gains nothing; a result picked afterwards is checked, so one that only pretends to work is
not fast but wrong, and one that works only when its result is fetched is not fast either.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from prep.checking.remote import fetch, keep, place
from prep.grader.host import current
from prep.grader.standins import Entry, Placed

SHORTEST_SECONDS = 0.04
MOST_CALLS = 128
MOST_BYTES = 16 * 2**20
MOST_HELD = 32.0

Arguments = tuple[Any, ...]


def speedup(
    entry: Entry,
    given: Entry,
    inputs: Callable[[], tuple[Any, ...]],
    agrees: Callable[[Any, tuple[Any, ...]], None],
    *,
    repeats: int = 3,
) -> float:
    """How many times faster `entry` is than `given`: the ratio of the shortest times of `repeats` rounds.

    `inputs()` gives fresh arguments; `agrees(result, arguments)` raises AssertionError on a wrong result, and is
    called with one result of each round, picked after the round was timed.
    """
    run = current()
    run.wait_for_quiet()
    pick = run.rng()
    ours, theirs = _Timed(entry), _Timed(given)
    later = math.inf
    for _ in range(repeats):
        drawn = _Drawn(inputs)
        theirs.time(drawn)
        results, arguments = ours.round(drawn)
        index = int(pick.integers(len(arguments)))
        result, seconds = _fetched(results, index)
        ours.forget()
        agrees(result, arguments[index])
        later = min(later, max(0.0, seconds - _wire(result, given)))
    return theirs.best / (ours.best + later)


def _fetched(results: Placed, index: int | None = None) -> tuple[Any, float]:
    """What lies in a worker, or one item of it, and how long it took to come."""
    began = time.perf_counter()
    result = fetch(results, index)
    return result, time.perf_counter() - began


def _wire(result: Any, given: Entry) -> float:
    """How long such a result takes to come when nothing is left to compute; the longest of three times."""
    placed = given.remote.place(result)
    return max(_fetched(placed)[1] for _ in range(3))


class _Drawn:
    """The inputs of one round, drawn as they are needed; both sides get the same ones, each of them once."""

    def __init__(self, inputs: Callable[[], Arguments]) -> None:
        self._inputs = inputs
        self._drawn: list[Arguments] = []

    def between(self, start: int, end: int) -> list[Arguments]:
        while len(self._drawn) < end:
            self._drawn.append(self._inputs())
        return self._drawn[start:end]


class _Timed:
    """One side of a comparison: the shortest run of n calls so far, without what the wire takes."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._calls = 0
        self._all = self._none = math.inf
        self._inputs: Placed | None = None

    @property
    def best(self) -> float:
        """Seconds per call. Noise only ever lengthens a run, so each is taken at its shortest.

        The wire may be at most half of it: noise on an empty run must not make the calls look quick.
        """
        return max(self._all - self._none, self._all / 2) / self._calls

    def time(self, drawn: _Drawn) -> None:
        """A round whose results nobody looks at: a first call that is long enough is a measurement already."""
        if not self._calls and (once := self._find_pace(drawn)) >= SHORTEST_SECONDS:
            none, result = self._time([])
            self._entry.remote.forget(result.id)
            self._all, self._none = once, none
        else:
            self.round(drawn)

    def _find_pace(self, drawn: _Drawn) -> float:
        """How many calls make a run that can be measured, from one that is not looked at; returns how long it took."""
        once, result = self._time(drawn.between(0, 1))
        self._entry.remote.forget(result.id)
        wanted = math.ceil(SHORTEST_SECONDS / max(once, 1e-6))
        self._calls = max(1, min(MOST_CALLS, wanted, MOST_BYTES // max(1, _bytes(drawn.between(0, 1)[0]))))
        return once

    def round(self, drawn: _Drawn) -> tuple[Placed, list[Arguments]]:
        """Time n calls and none; returns the results, still in the worker, and their arguments."""
        if not self._calls:
            self._find_pace(drawn)
        none, result = self._time([])
        self._entry.remote.forget(result.id)
        arguments = drawn.between(1, 1 + self._calls)
        every, results = self._time(arguments)
        self._all, self._none = min(self._all, every), min(self._none, none)
        return results, arguments

    def _time(self, arguments: list[Arguments]) -> tuple[float, Placed]:
        self.forget()
        remote = self._entry.remote
        self._inputs = remote.place(arguments)
        began = time.perf_counter()
        results = remote.repeat(self._entry.name, self._inputs)
        return time.perf_counter() - began, results

    def forget(self) -> None:
        """Let go of the last inputs; not before their results are here, or an answer could compute just then."""
        if self._inputs is not None:
            self._entry.remote.forget(self._inputs.id)
            self._inputs = None


def _bytes(arguments: Arguments) -> int:
    return sum(value.nbytes for value in arguments if isinstance(value, np.ndarray))


def peak_memory(entry: Entry, *args: Any, warm: tuple[Any, ...] = (), held: float = MOST_HELD) -> float:
    """By how many MiB the worker's peak memory grows during one call; the result stays in the worker.

    `warm` are small arguments for a call made first, so that what is loaded once is not counted. Beyond the arguments
    the answer may hold `held` MiB before the call, and the rest is counted, or it could hoard first and seem small.
    """
    run = current()
    if warm:
        keep(entry, *warm)
    placed = [place(value) for value in args]
    place(None)  # or, without arguments, there might be no worker yet
    now, at_rest = run.account.memory("answer", reset=True)
    keep(entry, *placed)
    peak, _ = run.account.memory("answer", reset=False)
    return max(0, peak - min(now, at_rest + _bytes(args) + held * 2**20)) / 2**20
