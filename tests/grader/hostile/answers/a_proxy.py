# family: values
# tries: to return something that stands for an array and forwards every question
# shape: array
# expect: failed
# red: test_running_mean
# says: which cannot be compared
import weakref

import numpy as np

kept = []


class Array(np.ndarray):
    pass


def running_mean(x):
    kept.append(np.zeros(len(x)).view(Array))
    return weakref.proxy(kept[-1])
