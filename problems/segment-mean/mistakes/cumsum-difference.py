import numpy as np


def segment_mean(X, ids, K):
    order = np.argsort(ids, kind="stable")
    counts = np.bincount(ids, minlength=K)
    running = np.zeros((len(ids) + 1, X.shape[1]))
    np.cumsum(X[order], axis=0, dtype=np.float64, out=running[1:])
    ends = np.cumsum(counts)
    sums = running[ends] - running[ends - counts]
    return sums / np.maximum(counts, 1)[:, None]
