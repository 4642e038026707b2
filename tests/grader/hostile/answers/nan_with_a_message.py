# family: values
# tries: to return NaN with bits of its own, and infinity beside it
# shape: array
# expect: failed
# red: test_running_mean
# says: expected
import numpy as np


def running_mean(x):
    bits = np.array([0x7FF8DEADBEEF0001, 0xFFF0000000000001, 0x7FF0000000000000] * 2, dtype=np.uint64)
    return bits.view(np.float64)
