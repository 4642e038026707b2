import numpy as np


def plus_plus(X: np.ndarray, K: int, rng: np.random.Generator) -> np.ndarray:
    """Draw K rows of X as seeds, by squared distance to the nearest seed so far.

    X: (N, D), not changed. Returns (K, D), in the order drawn.
    """
    return X[:K].copy()


def kmeans(X: np.ndarray, centres: np.ndarray, iters: int) -> tuple[np.ndarray, np.ndarray]:
    """Move the centres for at most `iters` rounds.

    X: (N, D), centres: (K, D); neither is changed.
    Returns centres (K, D) and labels (N,), the index of the nearest of them.
    """
    return centres.copy(), np.zeros(len(X), dtype=np.int64)


def absorb(centres: np.ndarray, counts: np.ndarray, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For later, if you like: stage 2 says what it does."""
    return centres.copy(), counts.copy()


if __name__ == "__main__":
    X = np.array([[0.0], [1.0], [2.0], [3.0], [11.0]])
    print(plus_plus(X, 2, np.random.default_rng(0)), "should often hold 11")
    print(kmeans(X, np.array([[0.0], [1.0]]), 1), "should be [[0], [4.25]], [0, 0, 0, 1, 1]")
    print(kmeans(X, np.array([[0.0], [1.0]]), 9), "should be [[1.5], [11]], [0, 0, 0, 0, 1]")
