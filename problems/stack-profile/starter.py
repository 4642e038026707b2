"""From the samples of a profiler to the events of a trace."""

Sample = tuple[float, list[str]]  # when, and the stack: the outermost call first
Event = tuple[str, float, str]  # "start" or "end", when, and the function's name


def events(samples: list[Sample]) -> list[Event]:
    """When each call started and ended, as far as the samples tell."""
    return []


def times(samples: list[Sample]) -> dict[str, tuple[float, float]]:
    """A later stage: leave it until the others are green."""
    return {}


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
