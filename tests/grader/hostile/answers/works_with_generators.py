# family: right
# tries: to compute by generators, closures and `itertools`
# shape: array
# expect: passed
import itertools

import numpy as np


def means():
    total, count, mean = 0.0, 0, None
    while True:
        total += yield mean
        count += 1
        mean = total / count


def running_mean(x):
    mean = means()
    next(mean)
    return np.fromiter((mean.send(value) for value in itertools.chain(x)), dtype=float)
