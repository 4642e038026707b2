"""The stream is a generator; resuming is making it anew and throwing away what was given."""

import random
from itertools import count, islice


def stream(items, batch, seed):
    source = random.Random(seed)
    for _ in count():
        pool = list(items)
        source.shuffle(pool)
        while pool:
            yield [pool.pop() for _ in range(min(batch, len(pool)))]


class Loader:
    def __init__(self, shards, batch, seed):
        self.items = [item for _, shard in sorted(shards.items(), key=lambda each: each[0]) for item in shard]
        self.batch = batch
        self.load_state_dict({"seed": seed, "given": 0})

    def load_state_dict(self, state):
        self.seed, self.given = state["seed"], state["given"]
        self.batches = stream(self.items, self.batch, self.seed)
        for _ in islice(self.batches, self.given):
            pass

    def state_dict(self):
        return dict(seed=self.seed, given=self.given)

    def __iter__(self):
        return self

    def __next__(self):
        self.given += 1
        return next(self.batches)
