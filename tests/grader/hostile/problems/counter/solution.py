class Meter:
    def __init__(self):
        self.reset()

    def reset(self):
        self.count = 0
        self.sum = 0.0

    def add(self, value):
        self.count += 1
        self.sum += value

    def mean(self):
        if not self.count:
            raise ValueError("the mean of nothing")
        return self.sum / self.count

    def __len__(self):
        return self.count
