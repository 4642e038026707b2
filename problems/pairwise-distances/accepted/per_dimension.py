import numpy as np


def pairwise(X, Y):
    """The direct form, one dimension at a time: nothing cancels, and D passes of N * M are cheap."""
    squares = np.zeros((X.shape[0], Y.shape[0]))
    for d in range(X.shape[1]):
        gap = np.subtract.outer(X[:, d].astype(float), Y[:, d].astype(float))
        squares += gap * gap
    return squares**0.5
