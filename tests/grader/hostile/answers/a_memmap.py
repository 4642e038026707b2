# family: values
# tries: to return an array whose file may change under it
# shape: array
# expect: failed
# red: test_running_mean
# says: it returned a value of type numpy.memmap, which cannot be compared
import numpy as np

honest = running_mean


def running_mean(x):
    result = np.memmap("result", dtype=np.float64, mode="w+", shape=x.shape)
    result[:] = honest(x)
    return result
