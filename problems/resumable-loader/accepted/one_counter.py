"""A single number, the batches given so far: epoch and place follow from it by division. Ranks take slices."""

import random
from dataclasses import asdict, dataclass


@dataclass
class Where:
    seed: int
    step: int = 0


class Loader:
    def __init__(self, shards, batch, seed, rank=0, world=1):
        self.rows = [(name, i) for name in shards for i in range(len(shards[name]))]
        self.rows.sort()
        self.shards, self.batch = shards, batch
        self.share = slice(rank, None, world)
        self.where = Where(seed)

    def __iter__(self):
        per_epoch = -(-len(self.rows) // self.batch)
        while True:
            epoch, number = divmod(self.where.step, per_epoch)
            self.where.step += 1
            order = self.rows.copy()
            random.Random(f"seed {self.where.seed}, epoch {epoch}").shuffle(order)
            start = number * self.batch
            yield [self.shards[name][i] for name, i in order[start : start + self.batch][self.share]]

    def state_dict(self):
        return asdict(self.where)

    def load_state_dict(self, state):
        self.where = Where(**state)
