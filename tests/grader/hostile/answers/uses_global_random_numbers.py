# family: right
# tries: to seed and draw from the global random numbers
# shape: array
# expect: passed
import random

import numpy as np

random.seed(0)
np.random.seed(0)
honest = running_mean


def running_mean(x):
    np.random.shuffle(np.arange(10))
    random.shuffle(list(range(10)))
    return honest(x)
