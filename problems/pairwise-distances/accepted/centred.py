import numpy as np


def pairwise(X, Y):
    """Shift both sets to the middle of Y first, so that less cancels."""
    centre = Y.mean(axis=0, dtype=np.float64)
    X, Y = X - centre, Y - centre
    xx, yy = (np.einsum("nd,nd->n", A, A) for A in (X, Y))
    return np.sqrt(np.clip(np.add.outer(xx, yy) - 2 * np.dot(X, Y.T), 0, None))
