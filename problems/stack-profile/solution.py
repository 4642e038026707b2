"""From the samples of a profiler to the events of a trace."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

Sample = tuple[float, list[str]]  # when, and the stack: the outermost call first
Event = tuple[str, float, str]  # "start" or "end", when, and the function's name


@dataclass
class Call:
    """One call: not a name, which may be on the stack many times."""

    name: str
    seen: int = 0


def events(samples: list[Sample], at_least: int = 1) -> list[Event]:
    """When each call started and ended, of those that were seen in so many samples."""
    log: list[tuple[str, float, Call]] = []
    running: list[Call] = []
    for t, stack in samples:
        # What goes on is the common beginning: below a frame that has changed nothing is the same call.
        same = 0
        while same < min(len(running), len(stack)) and running[same].name == stack[same]:
            same += 1
        log += [("end", t, call) for call in reversed(running[same:])]
        started = [Call(name) for name in stack[same:]]
        log += [("start", t, call) for call in started]
        running[same:] = started
        for call in running:
            call.seen += 1
    # Only now is it known how often each was seen: leaving out at the end keeps times and order as they are.
    return [(kind, t, call.name) for kind, t, call in log if call.seen >= at_least]


def times(samples: list[Sample]) -> dict[str, tuple[float, float]]:
    """For each name the time as the innermost frame, and the time anywhere on the stack."""
    own: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    for (t, stack), (later, _) in pairwise(samples):
        for name in set(stack):  # a recursive function does not run twice at a time
            total[name] += later - t
        if stack:
            own[stack[-1]] += later - t
    return {name: (own[name], total[name]) for _, stack in samples for name in stack}


if __name__ == "__main__":
    samples = [
        (0, ["main"]),
        (10, ["main", "train", "load"]),
        (20, ["main", "train", "forward", "norm"]),
        (30, ["main", "train", "forward"]),
        (40, ["main"]),
    ]
    for event in events(samples):
        print(*event)
