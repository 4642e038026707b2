import numpy as np


def pairwise(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Distances by |x - y|² = |x|² + |y|² - 2 x.y: one matrix product, nothing larger than the result."""
    # In float32 the squares of large coordinates would keep no digit of a small distance.
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    squares = X @ Y.T
    squares *= -2
    squares += (X * X).sum(axis=1)[:, None]
    squares += (Y * Y).sum(axis=1)[None, :]
    # Close points cancel: rounding can leave a tiny negative number, whose root is NaN.
    np.maximum(squares, 0, out=squares)
    return np.sqrt(squares, out=squares)


if __name__ == "__main__":
    print(pairwise(np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[0.0, 4.0], [0.0, 0.0], [3.0, 1.0]])))
