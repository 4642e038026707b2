# family: values
# tries: to return an array that hides what is wrong
# shape: array
# expect: failed
# red: test_running_mean
# says: it returned a value of type numpy.ma.MaskedArray, which cannot be compared
import numpy as np


def running_mean(x):
    return np.ma.masked_all(len(x))
