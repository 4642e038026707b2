# family: values
# tries: to return a number that is close to everything
# shape: counter
# expect: failed
# red: test_mean, test_two_meters
# says: it returned a value of type Close, which cannot be compared
class Close(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __sub__


class Meter(Meter):
    def mean(self):
        super().mean()
        return Close()
