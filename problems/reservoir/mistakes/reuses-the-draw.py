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
        u = self.rng.random()
        if u < self.k / self.seen:
            self.items[int(u * self.k)] = x

    def sample(self):
        return list(self.items)
