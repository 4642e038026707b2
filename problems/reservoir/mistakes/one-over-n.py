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
        if self.rng.random() < 1 / self.seen:
            self.items[self.rng.integers(self.k)] = x

    def sample(self):
        return list(self.items)
