# family: memory
# tries: to return a tiny array that is huge to copy
# shape: array
# expect: failed
# red: test_running_mean
# says: MiB (more than 64), which cannot be compared
import numpy as np


def running_mean(x):
    return np.broadcast_to(x[0], (10**6, 10**6))
