import numpy as np


class Loader:
    def __init__(self, shards, batch, seed):
        self.items = [item for name in sorted(shards) for item in shards[name]]
        self.batch = batch
        self.state = {"seed": seed, "epoch": 0, "place": 0}

    def __iter__(self):
        return self

    def __next__(self):
        if self.state["place"] >= len(self.items):
            self.state["epoch"] += 1
            self.state["place"] = 0
        rng = np.random.default_rng([self.state["seed"], self.state["epoch"]])
        order = rng.permutation(len(self.items))
        start = self.state["place"]
        self.state["place"] += self.batch
        return [self.items[i] for i in order[start : start + self.batch]]

    def state_dict(self):
        return self.state

    def load_state_dict(self, state):
        self.state = state
