import heapq

import numpy as np


def pairwise(X, Y):
    """The direct form, one dimension at a time: nothing cancels, and D passes of N * M are cheap."""
    squares = np.zeros((X.shape[0], Y.shape[0]))
    for d in range(X.shape[1]):
        gap = np.subtract.outer(X[:, d].astype(float), Y[:, d].astype(float))
        squares += gap * gap
    return squares**0.5


def nearest(X, Y, k):
    """Row by row: the k-th smallest distance as a bound, and a heap of what is within it."""
    indices, distances = [], []
    for x in X:
        far = pairwise(x[None], Y)[0]
        within = np.flatnonzero(far <= np.partition(far, k - 1)[k - 1]).tolist()
        best = heapq.nsmallest(k, within, key=lambda j, far=far: (far[j], j))
        indices.append(best)
        distances.append(far[best])
    return np.array(indices), np.array(distances)
