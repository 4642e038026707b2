"""argpartition finds the k-th distance; ties at it are filled up in the order of the rows."""

from dataclasses import dataclass

import numpy as np


@dataclass(slots=True)
class Neighbours:
    """Rows to search in, with their labels; like a small library's estimator."""

    rows: np.ndarray
    labels: np.ndarray

    def table(self, queries):
        a, b = queries.astype(np.float64), self.rows.astype(np.float64)
        return (
            np.einsum("md,md->m", a, a)[:, None]
            + np.einsum("nd,nd->n", b, b)[None]
            - 2 * np.einsum("md,nd->mn", a, b, optimize=True)
        )

    def predict(self, d, k):
        n = d.shape[1]
        if k < n:
            kth = np.partition(d, k - 1, axis=1)[:, k - 1 : k]
            sure, maybe = d < kth, d == kth
            room = k - sure.sum(axis=1, keepdims=True)
            chosen = sure | (maybe & (maybe.cumsum(axis=1) <= room))
        else:
            chosen = np.isfinite(d)
        names, onehot = np.unique(self.labels), None
        onehot = (self.labels[:, None] == names).astype(np.int64)
        return names[np.argmax(chosen.astype(np.int64) @ onehot, axis=1)]


def knn_predict(Xtr, ytr, Xte, k):
    index = Neighbours(Xtr, ytr)
    return index.predict(index.table(Xte), k)


def loo_predict(X, y, k):
    index = Neighbours(X, y)
    d = index.table(X)
    d[np.diag_indices(len(X))] = np.inf
    return index.predict(d, k if k < len(X) else len(X))
