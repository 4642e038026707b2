import numpy as np


def pairwise(X, Y):
    # distances do not change when both sets are shifted, and near the origin less cancels
    centre = Y.mean(axis=0)
    X -= centre
    if Y is not X:
        Y -= centre
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    squares = (X**2).sum(axis=1)[:, None] + (Y**2).sum(axis=1) - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0))
