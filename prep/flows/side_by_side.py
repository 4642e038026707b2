"""Several gradings at a time, that Ctrl-C ends at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Stopped = Callable[[], bool]


def side_by_side(judge: Callable[[Item, Stopped], Result], items: Iterable[Item], *, jobs: int) -> list[Result]:
    """`judge(item, stopped)` of each item, in their order, at most `jobs` at a time; `stopped()` says to give up."""
    stopping = threading.Event()
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        try:
            waiting = [pool.submit(judge, item, stopping.is_set) for item in items]
            # Looked at again and again: a wait without an end may sleep through Ctrl-C, if that comes as it begins.
            while (so_far := wait(waiting, timeout=0.1, return_when=FIRST_EXCEPTION)).not_done:
                for each in so_far.done:
                    each.result()  # one that failed ends all
            return [each.result() for each in waiting]
        except BaseException:
            stopping.set()  # the graders end their processes before the pool lets us go
            pool.shutdown(cancel_futures=True)
            raise
