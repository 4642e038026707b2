import numpy as np


def segment_mean(X, ids, K):
    """The loop's own statement, unbuffered: repeated ids are added one after the other."""
    total, count = np.zeros((K, X.shape[1])), np.zeros((K, 1))
    np.add.at(total, ids, X)
    np.add.at(count, ids, 1)
    return np.divide(total, count, out=total, where=count > 0)
