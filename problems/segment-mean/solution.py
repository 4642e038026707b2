import numpy as np


def segment_mean(X: np.ndarray, ids: np.ndarray, K: int) -> np.ndarray:
    """The mean row of each group, by one histogram for all groups and columns."""
    D = X.shape[1]
    # Cell (k, d) of the result has the number k * D + d; bincount adds up in float64, repeats and all.
    cells = ids.astype(np.int64)[:, None] * D + np.arange(D)
    sums = np.bincount(cells.ravel(), weights=X.ravel(), minlength=K * D).reshape(K, D)
    counts = np.bincount(ids, minlength=K)
    return sums / np.maximum(counts, 1)[:, None]  # an empty group: 0 / 1


def segment_softmax(X: np.ndarray, ids: np.ndarray, K: int) -> np.ndarray:
    """Softmax down each column, group by group."""
    X = X.astype(np.float64)
    top = np.full((K, X.shape[1]), -np.inf)
    np.maximum.at(top, ids, X)
    weights = np.exp(X - top[ids])  # each group by its own maximum
    counts = np.bincount(ids, minlength=K)
    return weights / (segment_mean(weights, ids, K) * counts[:, None])[ids]


if __name__ == "__main__":
    print(segment_mean(np.array([[1.0, 10.0], [2.0, 20.0], [5.0, 30.0]]), np.array([2, 0, 2]), 4))
    print("should be [[2, 20], [0, 0], [3, 20], [0, 0]]")
