from typing import Any

import numpy as np


class Reservoir:
    """A sample of at most k items of a stream, each set of k equally likely; never more than k are held."""

    def __init__(self, k: int, rng: np.random.Generator) -> None:
        self.k = k
        self.rng = rng
        self.seen = 0
        self.items: list[Any] = []

    def add(self, x: Any) -> None:
        """Take the next item of the stream."""
        self.seen += 1  # counts x itself, kept or not
        if len(self.items) < self.k:
            self.items.append(x)
            return
        # One number does both: it is below k with probability k / seen, and then every slot is equally likely.
        slot = self.rng.integers(self.seen)
        if slot < self.k:
            self.items[slot] = x

    def sample(self) -> list[Any]:
        """The sample of what was added so far, as a new list."""
        return list(self.items)

    def merge(self, other: "Reservoir") -> "Reservoir":
        """A reservoir of both streams, as if one had seen all of them; neither is changed."""
        both = Reservoir(self.k, self.rng)
        both.seen = self.seen + other.seen
        pools, left = [self.sample(), other.sample()], [self.seen, other.seen]
        for _ in range(min(self.k, both.seen)):
            # The next item of a sample of the union is one of the first stream's with this probability.
            side = int(self.rng.integers(sum(left)) >= left[0])
            left[side] -= 1
            # A random item of a random sample; as many as are drawn from a side are always there.
            both.items.append(pools[side].pop(self.rng.integers(len(pools[side]))))
        return both


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
