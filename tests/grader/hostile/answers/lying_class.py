# family: values
# tries: to say that its class is another one
# shape: array
# expect: failed
# red: test_running_mean
# says: it returned a value of type Lie, which cannot be compared
import numpy as np


class Lie:
    __class__ = property(lambda self: np.ndarray)
    shape = (6,)
    dtype = np.dtype("float64")

    def __eq__(self, other):
        return True

    def __array__(self, *_, **__):
        return np.zeros(6)

    __hash__ = None


def running_mean(x):
    return Lie()
