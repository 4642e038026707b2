class Reservoir:
    def __init__(self, k, rng):
        self.k = k
        self.rng = rng
        self.count = 0
        self.items = []

    def add(self, x):
        if self.count < self.k:
            self.items.append(x)
            self.count += 1
        elif self.rng.random() < self.k / (self.count + 1):
            self.items[self.rng.integers(self.k)] = x
            self.count += 1

    def sample(self):
        return self.items.copy()
