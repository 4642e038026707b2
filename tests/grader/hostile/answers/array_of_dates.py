# family: values
# tries: to return dates where numbers are due
# shape: array
# expect: failed
# red: test_running_mean
# says: expected numbers, got dtype datetime64[s]
import numpy as np


def running_mean(x):
    return np.full(len(x), np.datetime64("NaT", "s"))
