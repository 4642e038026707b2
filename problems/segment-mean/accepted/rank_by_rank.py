import numpy as np


def segment_mean(X, ids, K):
    """Adds the first row of every group, then every second row, ...: no id repeats inside one step.

    A group so long that steps would be short is summed by itself.
    """
    count = np.bincount(ids, minlength=K)
    order = np.argsort(ids, kind="stable")
    start = np.cumsum(count) - count
    out = np.zeros((K, X.shape[1]), dtype=np.float64)
    long = np.flatnonzero(count > 64)
    for k in long:
        out[k] = X[order[start[k] : start[k] + count[k]]].sum(axis=0, dtype=np.float64)
    short = np.flatnonzero((count > 0) & (count <= 64))
    step = 0
    while short.size:
        out[short] += X[order[start[short] + step]]
        step += 1
        short = short[count[short] > step]
    out[count > 0] /= count[count > 0, np.newaxis]
    return out
