class Reservoir:
    def __init__(self, k, rng):
        self.k = k
        self.rng = rng
        self.seen = 0
        self.items = []

    def add(self, x):
        self.seen += 1
        if len(self.items) < self.k:
            self.items.append(x)
            return
        slot = self.rng.integers(self.seen - 1)
        if slot < self.k:
            self.items[slot] = x

    def sample(self):
        return list(self.items)
