# family: values
# tries: to pass for a number of NumPy's by the name of its module
# shape: array
# expect: failed
# red: test_weighted_sum
# says: expected
import numpy as np


class Number(np.float64):
    __module__ = "numpy"
    dtype = property(lambda self: np.dtype("float64"))
    nbytes = itemsize = property(lambda self: 8)

    def __eq__(self, other):
        return True

    __hash__ = None


def weighted_sum(x):
    return Number(0.0)
