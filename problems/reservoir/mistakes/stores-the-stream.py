class Reservoir:
    def __init__(self, k, rng):
        self.k = k
        self.rng = rng
        self.stream = []

    def add(self, x):
        self.stream.append(x)

    def sample(self):
        n = len(self.stream)
        chosen = self.rng.choice(n, size=min(n, self.k), replace=False)
        return [self.stream[i] for i in chosen]
