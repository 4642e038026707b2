# family: memory
# tries: to fill the channel with one array
# shape: array
# expect: failed
# red: test_running_mean
# says: it returned an array of 69 MiB (more than 64), which cannot be compared
import numpy as np


def running_mean(x):
    return np.zeros(9_000_000)
