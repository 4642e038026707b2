import random


class Loader:
    def __init__(self, shards, batch, seed):
        self.shards = shards
        self.batch = batch
        self.seed = seed
        self.epoch = 0
        self.place = 0

    def items(self):
        rng = random.Random(f"{self.seed} {self.epoch}")
        names = sorted(self.shards)
        rng.shuffle(names)
        items = []
        for name in names:
            shard = list(self.shards[name])
            rng.shuffle(shard)
            items += shard
        return items

    def __iter__(self):
        items = self.items()
        while True:
            if self.place >= len(items):
                self.epoch += 1
                self.place = 0
                items = self.items()
            batch = items[self.place : self.place + self.batch]
            self.place += self.batch
            yield batch

    def state_dict(self):
        return {"seed": self.seed, "epoch": self.epoch, "place": self.place}

    def load_state_dict(self, state):
        self.seed = state["seed"]
        self.epoch = state["epoch"]
        self.place = state["place"]
