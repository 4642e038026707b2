# family: right
# tries: to return views: reversed, transposed, read-only
# shape: array
# expect: passed
import numpy as np

honest = {"softmax": softmax, "running_mean": running_mean}


def softmax(x):
    result = np.asfortranarray(honest["softmax"](x))[::-1, ::-1].copy()[::-1, ::-1]
    result.flags.writeable = False
    return result


def running_mean(x):
    wide = np.zeros((len(x), 3))
    wide[::-1, 1] = honest["running_mean"](x)
    return wide[::-1, 1]


def weighted_sum(x):
    return np.array(0.5 * x[0] + 2 * x[1] - 1.5 * x[2])
