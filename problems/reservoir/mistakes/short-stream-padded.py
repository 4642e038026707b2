class Reservoir:
    def __init__(self, k, rng):
        self.k = k
        self.rng = rng
        self.seen = 0
        self.items = [None] * k

    def add(self, x):
        self.seen += 1
        if self.seen <= self.k:
            self.items[self.seen - 1] = x
            return
        slot = self.rng.integers(self.seen)
        if slot < self.k:
            self.items[slot] = x

    def sample(self):
        return list(self.items)
