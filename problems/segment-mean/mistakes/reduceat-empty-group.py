import numpy as np


def segment_mean(X, ids, K):
    if len(ids) == 0:
        return np.zeros((K, X.shape[1]))
    order = np.argsort(ids, kind="stable")
    rows = X[order].astype(np.float64)
    # groups past the last row must not start outside of the array
    starts = np.minimum(np.searchsorted(ids[order], np.arange(K)), len(ids) - 1)
    counts = np.bincount(ids, minlength=K)
    return np.add.reduceat(rows, starts, axis=0) / np.maximum(counts, 1)[:, None]
