# family: right
# tries: to share the rows among threads
# shape: array
# expect: passed
from concurrent.futures import ThreadPoolExecutor

import numpy as np


def row(values):
    e = np.exp(values - values.max())
    return e / e.sum()


def softmax(x):
    with ThreadPoolExecutor(4) as pool:
        return np.stack(list(pool.map(row, x)))
