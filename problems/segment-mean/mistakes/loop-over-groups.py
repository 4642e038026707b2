import numpy as np


def segment_mean(X, ids, K):
    out = np.zeros((K, X.shape[1]))
    for k in range(K):
        rows = X[ids == k]
        if len(rows):
            out[k] = rows.mean(axis=0, dtype=np.float64)
    return out
