import numpy as np


class Loader:
    def __init__(self, shards, batch, seed):
        self.items = [item for name in sorted(shards) for item in shards[name]]
        self.batch = batch
        self.seed = seed
        self.rng = np.random.default_rng(seed)
        self.epoch = 0
        self.begin_epoch()

    def begin_epoch(self):
        self.order = self.rng.permutation(len(self.items))
        self.place = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.place >= len(self.items):
            self.epoch += 1
            self.begin_epoch()
        chosen = self.order[self.place : self.place + self.batch]
        self.place += self.batch
        return [self.items[i] for i in chosen]

    def state_dict(self):
        return {"epoch": self.epoch, "place": self.place}

    def load_state_dict(self, state):
        self.begin_epoch()
        self.epoch = state["epoch"]
        self.place = state["place"]
