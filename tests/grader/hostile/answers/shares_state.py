# family: forging
# tries: to keep what it was told in one place for all its objects
# shape: counter
# expect: failed
# red: test_two_meters
class Meter(Meter):
    seen = []

    def reset(self):
        self.seen.clear()

    def add(self, value):
        self.seen.append(value)

    def mean(self):
        if not self.seen:
            raise ValueError("the mean of nothing")
        return sum(self.seen) / len(self.seen)

    count = property(lambda self: len(self.seen))
