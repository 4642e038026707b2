import numpy as np


def pairwise(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Euclidean distances between all rows of X and all rows of Y.

    X: (N, D), Y: (M, D), float32 or float64. Not changed.
    Returns (N, M), float64. Right, but slow: make it fast.
    """
    out = np.zeros((len(X), len(Y)))
    for i in range(len(X)):
        for j in range(len(Y)):
            out[i, j] = np.sqrt(np.sum((X[i] - Y[j]) ** 2))
    return out


def nearest(X: np.ndarray, Y: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """For the second stage: leave it until that opens."""
    return np.zeros((len(X), k), dtype=np.int64), np.zeros((len(X), k))


if __name__ == "__main__":
    print(pairwise(np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[0.0, 4.0], [0.0, 0.0], [3.0, 1.0]])))
    print("should be [[4, 0, 3.1623], [5, 3, 1]]")
