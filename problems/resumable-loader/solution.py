import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np


class Loader:
    """Shuffled batches without end; three numbers say where it stands."""

    def __init__(self, shards: dict[str, list[Any]], batch: int, seed: int, rank: int = 0, world: int = 1) -> None:
        # By name: the order of a dictionary is no property of the data.
        self.items = [item for name in sorted(shards) for item in shards[name]]
        self.batch = batch
        self.rank, self.world = rank, world
        self.seed, self.epoch, self.place = seed, 0, 0
        self._drawn: tuple[tuple[int, int], np.ndarray] | None = None

    def __iter__(self) -> Iterator[list[Any]]:
        return self  # where it stands is the loader's, not an iterator's

    def __next__(self) -> list[Any]:
        if self.place == len(self.items):
            self.epoch, self.place = self.epoch + 1, 0
        chosen = self._order()[self.place : self.place + self.batch]
        # Moved on before the batch is out: a state that is taken now counts it as used.
        self.place += len(chosen)
        return [self.items[i] for i in chosen[self.rank :: self.world]]

    def state_dict(self) -> dict[str, int]:
        # Of the whole batches, so that it means the same to every rank of every world.
        return {"seed": self.seed, "epoch": self.epoch, "place": self.place}

    def load_state_dict(self, state: dict[str, int]) -> None:
        self.seed, self.epoch, self.place = state["seed"], state["epoch"], state["place"]

    def _order(self) -> np.ndarray:
        """The order of this epoch: a function of seed and epoch, so nothing random has to be saved."""
        key = (self.seed, self.epoch)
        if self._drawn is None or self._drawn[0] != key:
            # Two words, not their sum: epoch 1 of a seed is not epoch 0 of the next.
            self._drawn = key, np.random.default_rng(key).permutation(len(self.items))
        return self._drawn[1]


if __name__ == "__main__":
    shards = {"web": ["a", "b", "c"], "books": ["d", "e"]}
    loader = Loader(shards, batch=2, seed=7)
    for batch in islice(loader, 4):
        print(batch)
    state = json.loads(json.dumps(loader.state_dict()))
    resumed = Loader(shards, batch=2, seed=0)
    resumed.load_state_dict(state)
    print("then", list(islice(loader, 4)))
    print("and ", list(islice(resumed, 4)), "after resuming")
