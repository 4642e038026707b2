# family: right
# tries: to warn, and to divide by zero on the way
# shape: array
# expect: passed
import warnings

import numpy as np

honest = running_mean


def running_mean(x):
    warnings.warn("slow", DeprecationWarning, stacklevel=2)
    np.log(np.zeros(2))
    np.array([1.0]) / 0
    return honest(x)
