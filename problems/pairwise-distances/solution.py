import numpy as np

BLOCK = 2**18  # distances held at a time by `nearest`: 2 MiB, and a few arrays of that size


def _squares(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """All |x - y|² = |x|² + |y|² - 2 x.y: one matrix product, and nothing larger than the result."""
    squares = X @ Y.T
    squares *= -2
    squares += (X * X).sum(axis=1)[:, None]
    squares += (Y * Y).sum(axis=1)[None, :]
    # Close points cancel: rounding can leave a tiny negative number, whose root is NaN.
    return np.maximum(squares, 0, out=squares)


def pairwise(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Euclidean distances between all rows of X and all rows of Y."""
    # In float32 the squares of large coordinates would keep no digit of a small distance.
    squares = _squares(X.astype(np.float64), Y.astype(np.float64))
    return np.sqrt(squares, out=squares)


def nearest(X: np.ndarray, Y: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest rows of Y for each row of X, by blocks of rows, so that the whole matrix never exists."""
    indices, distances = np.empty((len(X), k), dtype=np.int64), np.empty((len(X), k))
    rows = max(1, BLOCK // len(Y))
    for start in range(0, len(X), rows):
        block = slice(start, start + rows)
        # Squares are whole numbers, exact in float64. One number for (square, index) ranks by both: partition alone
        # would pick any of several that are equally near. It stays below 2.6e8 * 1e6 < 2**53.
        keys = _squares(X[block], Y)
        keys *= len(Y)
        keys += np.arange(len(Y))
        keys.partition(k - 1, axis=1)
        squares, indices[block] = np.divmod(np.sort(keys[:, :k], axis=1), len(Y))
        distances[block] = np.sqrt(squares)
    return indices, distances


if __name__ == "__main__":
    print(pairwise(np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[0.0, 4.0], [0.0, 0.0], [3.0, 1.0]])))
    print("should be [[4, 0, 3.1623], [5, 3, 1]]")
