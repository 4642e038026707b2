import numpy as np


def pairwise(X, Y):
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    out = np.empty((len(X), len(Y)))
    for i, x in enumerate(X):
        out[i] = np.sqrt(((x - Y) ** 2).sum(axis=1))
    return out
