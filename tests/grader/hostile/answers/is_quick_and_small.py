# family: right
# tries: to be as quick and as small as the reference
# shape: array
# stage: 2
# expect: passed
import numpy as np


def running_mean(x):
    total = np.add.accumulate(x)
    total /= np.arange(1.0, len(x) + 1)
    return total
