"""Several at a time, in their order, and ended together."""

from __future__ import annotations

import threading
import time

import pytest

from prep.flows.side_by_side import Stopped, side_by_side

PATIENCE = 20.0


def test_results_keep_their_order():
    """Whichever is done first."""
    second_done = threading.Event()

    def judge(item: int, stopped: Stopped) -> int:
        if item == 1:
            assert second_done.wait(PATIENCE)
        else:
            second_done.set()
        return item * 10

    assert side_by_side(judge, [1, 2], jobs=2) == [10, 20]


def test_no_more_than_so_many_at_a_time():
    """`jobs` is the most that run together; nothing to do is no work."""
    running: list[int] = []
    most = []

    def judge(item: int, stopped: Stopped) -> None:
        running.append(item)
        most.append(len(running))
        time.sleep(0.01)
        running.remove(item)

    side_by_side(judge, range(12), jobs=3)

    assert max(most) <= 3
    assert side_by_side(judge, [], jobs=3) == []


@pytest.mark.parametrize("end", [KeyboardInterrupt, ValueError])
def test_one_end_is_the_end_of_all(end: type[BaseException]):
    """The others are told to stop, those that wait are not begun, and what ended it is raised."""
    both_run = threading.Barrier(2)
    begun = []

    def judge(item: int, stopped: Stopped) -> None:
        begun.append(item)
        if item < 2:
            both_run.wait(PATIENCE)
        if item == 0:
            raise end
        deadline = time.monotonic() + PATIENCE
        while not stopped() and time.monotonic() < deadline:
            time.sleep(0.01)

    with pytest.raises(end):
        side_by_side(judge, range(50), jobs=2)

    assert len(begun) <= 5
