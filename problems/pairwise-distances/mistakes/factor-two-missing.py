import numpy as np


def pairwise(X, Y):
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    squares = (X**2).sum(axis=1)[:, None] + (Y**2).sum(axis=1)[None, :] - X @ Y.T
    return np.sqrt(np.maximum(squares, 0))
