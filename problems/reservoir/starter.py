from typing import Any

import numpy as np


class Reservoir:
    """A sample of at most k items of a stream, each set of k equally likely; never more than k are held."""

    def __init__(self, k: int, rng: np.random.Generator) -> None:
        self.k = k
        self.rng = rng

    def add(self, x: Any) -> None:
        """Take the next item of the stream."""

    def sample(self) -> list[Any]:
        """The sample of what was added so far, as a new list."""
        return []


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    counts = np.zeros(6, int)
    for _ in range(10_000):
        reservoir = Reservoir(2, rng)
        for x in range(6):
            reservoir.add(x)
        for x in reservoir.sample():
            counts[x] += 1
    print("how often each of 6 items was kept, of 10,000 times:", counts)
    print("should be about                                     ", np.full(6, 3333))
