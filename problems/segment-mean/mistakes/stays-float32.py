import numpy as np


def segment_mean(X, ids, K):
    total = np.zeros((K, X.shape[1]), dtype=X.dtype)
    np.add.at(total, ids, X)
    counts = np.bincount(ids, minlength=K)
    return total.astype(np.float64) / np.maximum(counts, 1)[:, None]
