"""Slots in an object array; merging deals the two samples out by one shuffled list of sides."""

import numpy as np


class Reservoir:
    def __init__(self, k, rng):
        self._slots = np.empty(k, dtype=object)
        self._rng = rng
        self._n = 0

    def __len__(self):
        return min(self._n, len(self._slots))

    def add(self, x):
        n, k = self._n, len(self._slots)
        slot = n if n < k else int(self._rng.integers(0, n, endpoint=True))
        if slot < k:
            self._slots[slot] = x
        self._n = n + 1

    def sample(self):
        return list(self._slots[: len(self)])

    def merge(self, other):
        k, n = len(self._slots), self._n + other._n
        size = min(k, n)
        ours = self._rng.hypergeometric(self._n, other._n, size) if n else 0
        both = Reservoir(k, self._rng)
        both._n = n
        picks = [
            *self._rng.permutation(len(self))[:ours],
            *(k + self._rng.permutation(len(other))[: size - ours]),
        ]
        for slot, pick in enumerate(picks):
            both._slots[slot] = self._slots[pick] if pick < k else other._slots[pick - k]
        return both
