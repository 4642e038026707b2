import numpy as np


def segment_mean(X: np.ndarray, ids: np.ndarray, K: int) -> np.ndarray:
    """The mean row of each group.

    X: (N, D), float64 or float32   ids: (N,), the group of each row, 0 to K - 1. Neither is changed.
    Returns (K, D), float64. Right, but slow: make it fast.
    """
    means, counts = np.zeros((K, X.shape[1])), np.zeros(K)
    for i in range(X.shape[0]):
        counts[ids[i]] += 1
        for d in range(X.shape[1]):
            means[ids[i], d] += X[i, d]
    for k in range(K):
        for d in range(X.shape[1]):
            means[k, d] = means[k, d] / counts[k] if counts[k] > 0 else 0.0
    return means


def segment_softmax(X: np.ndarray, ids: np.ndarray, K: int) -> np.ndarray:
    """For the second stage: leave it until that opens."""
    return X


if __name__ == "__main__":
    print(segment_mean(np.array([[1.0, 10.0], [2.0, 20.0], [5.0, 30.0]]), np.array([2, 0, 2]), 4))
    print("should be [[2, 20], [0, 0], [3, 20], [0, 0]]")
