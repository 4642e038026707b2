"""Every item gets a random key; the k with the smallest keys are the sample. Merging is then taking the smallest."""

import heapq
import itertools


class Reservoir:
    def __init__(self, k, rng):
        self.k, self.rng = k, rng
        self.heap = []  # (-key, tie-break, item): the largest key on top, and items are never compared
        self.ticket = itertools.count()

    def add(self, x):
        entry = (-self.rng.random(), next(self.ticket), x)
        if len(self.heap) < self.k:
            heapq.heappush(self.heap, entry)
        else:
            heapq.heappushpop(self.heap, entry)

    def sample(self):
        return [x for _, _, x in self.heap]
