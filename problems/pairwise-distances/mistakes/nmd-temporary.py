import numpy as np


def pairwise(X, Y):
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    diff = X[:, None, :] - Y[None, :, :]
    return np.sqrt((diff**2).sum(axis=-1))
