import random
from collections import deque


class Loader:
    def __init__(self, shards, batch, seed):
        self.items = []
        for name in sorted(shards):
            self.items += shards[name]
        self.batch = batch
        self.seed = seed
        self.epoch = 0
        self.place = 0
        self.queue = deque()

    def order(self):
        order = list(range(len(self.items)))
        random.Random(f"{self.seed} {self.epoch}").shuffle(order)
        return order

    def read(self):
        if self.place >= len(self.items):
            self.epoch += 1
            self.place = 0
        chosen = self.order()[self.place : self.place + self.batch]
        self.place += self.batch
        return [self.items[i] for i in chosen]

    def __iter__(self):
        return self

    def __next__(self):
        if not self.queue:
            self.queue.append(self.read())
        self.queue.append(self.read())  # one ahead, while the caller works
        return self.queue.popleft()

    def state_dict(self):
        return {"seed": self.seed, "epoch": self.epoch, "place": self.place}

    def load_state_dict(self, state):
        self.seed = state["seed"]
        self.epoch = state["epoch"]
        self.place = state["place"]
        self.queue.clear()
