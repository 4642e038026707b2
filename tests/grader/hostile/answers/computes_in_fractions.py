# family: right
# tries: to compute exactly, and return a float in the end
# shape: counter
# expect: passed
from fractions import Fraction


class Meter(Meter):
    def reset(self):
        self.count = 0
        self.sum = Fraction(0)

    def add(self, value):
        self.count += 1
        self.sum += Fraction(value)

    def mean(self):
        return float(super().mean())
