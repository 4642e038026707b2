"""Matrix products after moving everything near the origin; sums of the clusters by a one-hot matrix."""

import numpy as np


def _labels(X, C):
    mid = X.mean(axis=0)
    A, B = X - mid, C - mid
    return np.argmin((B * B).sum(1) - 2 * A @ B.T, axis=1)


def plus_plus(X, K, rng):
    N = len(X)
    out = np.empty((K, X.shape[1]))
    out[0] = X[rng.integers(0, N)]
    d2 = np.full(N, np.inf)
    for j in range(1, K):
        diff = X - out[j - 1]
        d2 = np.minimum(d2, np.einsum("nd,nd->n", diff, diff))
        cum = np.cumsum(d2)
        at = np.searchsorted(cum, rng.random() * cum[-1], side="right")
        out[j] = X[min(at, N - 1)]
    return out


def kmeans(X, centres, iters):
    K = len(centres)
    C = np.array(centres, copy=True)
    labels = _labels(X, C)
    seen = None
    for _ in range(iters):
        if seen is not None and (labels == seen).all():
            break
        onehot = (labels[:, None] == np.arange(K)).astype(float)
        n = onehot.sum(0)
        C[n > 0] = (onehot.T @ X)[n > 0] / n[n > 0][:, None]
        seen, labels = labels, _labels(X, C)
    return C, labels
