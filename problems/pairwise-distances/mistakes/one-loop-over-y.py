import numpy as np


def pairwise(X, Y):
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    return np.stack([np.linalg.norm(X - y, axis=1) for y in Y], axis=1)
