"""From the samples of a profiler to the events of a trace."""

from dataclasses import dataclass

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
        log += [("end", t, call) for call in reversed(running) if call.name not in stack]
        running = [call for call in running if call.name in stack]
        for name in stack:
            if name not in {call.name for call in running}:
                running.append(Call(name))
                log.append(("start", t, running[-1]))
        for call in running:
            call.seen += 1
    # Only now is it known how often each was seen: leaving out at the end keeps times and order as they are.
    return [(kind, t, call.name) for kind, t, call in log if call.seen >= at_least]
