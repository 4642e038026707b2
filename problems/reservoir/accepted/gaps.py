"""Draws how many items to let pass, instead of a number for each; slots of numbers, no growing list."""

import math
from dataclasses import dataclass, field

import numpy as np


@dataclass(slots=True)
class Reservoir:
    k: int
    rng: np.random.Generator
    held: dict = field(default_factory=dict)
    log_w: float = 0.0
    gap: int = 0

    def _next_gap(self):
        # log of the k-th smallest of the keys so far; 1 - random() is never 0
        self.log_w += math.log(1.0 - self.rng.random()) / self.k
        self.gap = int(math.log(1.0 - self.rng.random()) / math.log1p(-math.exp(self.log_w)))

    def add(self, x):
        if len(self.held) < self.k:
            self.held[len(self.held)] = x
            if len(self.held) == self.k:
                self._next_gap()
        elif self.gap > 0:
            self.gap -= 1
        else:
            self.held[int(self.rng.integers(self.k))] = x
            self._next_gap()

    def sample(self):
        return [*self.held.values()]
