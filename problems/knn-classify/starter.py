import numpy as np


def knn_predict(Xtr: np.ndarray, ytr: np.ndarray, Xte: np.ndarray, k: int) -> np.ndarray:
    """The label that most of the k nearest training rows have, for each test row.

    Xtr: (N, D), ytr: (N,) int64, Xte: (M, D). Rows are float64, int64 or uint8. None is changed.
    Returns integers of shape (M,).
    """
    return np.zeros(len(Xte), dtype=np.int64)


def loo_predict(X: np.ndarray, y: np.ndarray, k: int) -> np.ndarray:
    """The same for each row of X, from all the other rows.

    X: (N, D), y: (N,) int64. Returns integers of shape (N,).
    """
    return np.zeros(len(X), dtype=np.int64)


def choose_k(X: np.ndarray, y: np.ndarray, ks: list[int]) -> tuple[int, np.ndarray]:
    """For later, if you like: stage 2 says what it does."""
    return ks[0], np.zeros(len(ks), dtype=np.int64)


if __name__ == "__main__":
    Xtr, ytr = np.array([[0.0], [1.0], [3.0], [7.0]]), np.array([5, 2, 2, 5])
    print(knn_predict(Xtr, ytr, np.array([[0.2], [2.5]]), 3), "should be [2 2]")
    print(loo_predict(Xtr, ytr, 1), "should be [2 5 2 2]")
