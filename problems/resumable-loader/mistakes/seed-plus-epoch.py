import random


class Loader:
    def __init__(self, shards, batch, seed):
        self.items = []
        for name in sorted(shards):
            self.items += shards[name]
        self.batch = batch
        self.seed = seed
        self.epoch = 0
        self.place = 0

    def order(self):
        order = list(range(len(self.items)))
        random.Random(self.seed + self.epoch).shuffle(order)
        return order

    def __iter__(self):
        while True:
            if self.place >= len(self.items):
                self.epoch += 1
                self.place = 0
            chosen = self.order()[self.place : self.place + self.batch]
            self.place += self.batch
            yield [self.items[i] for i in chosen]

    def state_dict(self):
        return {"seed": self.seed, "epoch": self.epoch, "place": self.place}

    def load_state_dict(self, state):
        self.seed = state["seed"]
        self.epoch = state["epoch"]
        self.place = state["place"]
