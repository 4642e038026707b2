# family: values
# tries: to return a scalar of raw bytes
# shape: array
# expect: failed
# red: test_running_mean
# says: which cannot be compared
import numpy as np


def running_mean(x):
    return np.void(b"12345678")
