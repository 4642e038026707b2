import numpy as np


def predict(tree: dict, X: np.ndarray) -> np.ndarray:
    """The class of the leaf that each row ends in.

    X: (N, D). Returns integers of shape (N,).
    """
    return np.zeros(len(X), dtype=np.int64)


def prune(tree: dict, Xval: np.ndarray, yval: np.ndarray) -> dict:
    """The tree with splits replaced by leaves, from the bottom up, where that makes no more errors.

    Xval: (N, D), yval: (N,) int64. Nothing is changed; returns a new tree.
    """
    return tree


def prune_by_cost(tree: dict, alpha: float) -> dict:
    """For later, if you like: stage 2 says what it does."""
    return tree


if __name__ == "__main__":
    stump = {
        "feature": 0,
        "threshold": 2.0,
        "counts": [5, 4],
        "left": {"counts": [5, 1]},
        "right": {"counts": [0, 3]},
    }
    print(predict(stump, np.array([[2.0], [2.5]])), "should be [0 1]")
    print(prune(stump, np.array([[1.0], [3.0]]), np.array([1, 0])), "should be {'counts': [5, 4]}")
