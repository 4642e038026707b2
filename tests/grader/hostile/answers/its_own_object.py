# family: values
# tries: to return one of its own objects where a number is due
# shape: counter
# expect: failed
# red: test_mean, test_count, test_two_meters, test_reset
class Meter(Meter):
    def mean(self):
        super().mean()
        return self

    def __eq__(self, other):
        return True

    __float__ = __len__ = lambda self: 1
    __hash__ = object.__hash__
