# family: right
# tries: to recurse deeply, with a limit of its own
# shape: array
# expect: passed
import sys

import numpy as np

sys.setrecursionlimit(20_000)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def running_mean(x):
    assert depth(5_000) == 5_000
    return np.array([x[: n + 1].mean() for n in range(len(x))])
