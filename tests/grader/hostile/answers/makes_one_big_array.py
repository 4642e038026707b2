# family: memory
# tries: to ask for more than there is, at once
# shape: array
# needs: memory
# expect: out_of_memory
# red: test_running_mean
# says: it asked for more than the 256 MiB there are
import numpy as np


def running_mean(x):
    return np.ones(40_000_000)
