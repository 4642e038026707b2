"""One generator for the whole run; the state has the generator as it was before the epoch's order was drawn."""

import copy

import numpy as np


class Loader:
    def __init__(self, shards, batch, seed):
        self._all = sum((list(items) for _, items in sorted(shards.items(), key=lambda pair: pair[0])), [])
        self._size = batch
        self._rng = np.random.default_rng(seed)
        self._begin()

    def _begin(self):
        self._before = copy.deepcopy(self._rng.bit_generator.state)
        order = self._rng.permutation(len(self._all))
        self._left = [order[i : i + self._size].tolist() for i in range(0, len(order), self._size)][::-1]

    def __iter__(self):
        return self

    def __next__(self):
        if not self._left:
            self._begin()
        return [self._all[i] for i in self._left.pop()]

    def state_dict(self):
        return {"generator": copy.deepcopy(self._before), "left": len(self._left)}

    def load_state_dict(self, state):
        self._rng.bit_generator.state = copy.deepcopy(state["generator"])
        self._begin()
        del self._left[state["left"] :]
