import numpy as np


def pairwise(X, Y):
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    xx = np.einsum("nd,nd->n", X, X)[:, None]
    yy = np.einsum("md,md->m", Y, Y)[None, :]
    return np.sqrt(xx + yy - 2 * X @ Y.T)
