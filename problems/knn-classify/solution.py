import numpy as np


def knn_predict(Xtr: np.ndarray, ytr: np.ndarray, Xte: np.ndarray, k: int) -> np.ndarray:
    """The label that most of the k nearest training rows have, for each test row."""
    return _vote(ytr, _nearest(_squares(Xte, Xtr), k))


def loo_predict(X: np.ndarray, y: np.ndarray, k: int) -> np.ndarray:
    """The same for each row of X, from all the other rows."""
    return _vote(y, _others(X, k))


def choose_k(X: np.ndarray, y: np.ndarray, ks: list[int]) -> tuple[int, np.ndarray]:
    """The k with the fewest leave-one-out errors (the largest of several), and the errors of each."""
    classes, code = np.unique(y, return_inverse=True)
    codes = code[_others(X, max(ks))]  # (N, k): sorted once, for every k
    # Running votes: how many of the first j + 1 neighbours are for each class.
    votes = np.stack([(codes == c).cumsum(axis=1) for c in range(len(classes))], axis=2)
    wrong = (classes[votes.argmax(axis=2)] != y[:, None]).sum(axis=0)
    errors = wrong[np.minimum(ks, len(wrong)) - 1]
    best = min(range(len(ks)), key=lambda j: (errors[j], -ks[j]))
    return ks[best], errors


def _squares(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    # Float64 before any arithmetic: uint8 wraps around. The expanded form needs no (M, N, D) array.
    A, B = A.astype(np.float64), B.astype(np.float64)
    return (A * A).sum(axis=1)[:, None] - 2 * (A @ B.T) + (B * B).sum(axis=1)


def _nearest(d: np.ndarray, k: int) -> np.ndarray:
    # A stable sort leaves equal distances in the order of the rows, also at the k-th place.
    return np.argsort(d, axis=1, kind="stable")[:, :k]


def _others(X: np.ndarray, k: int) -> np.ndarray:
    d = _squares(X, X)
    np.fill_diagonal(d, np.inf)
    return _nearest(d, min(k, len(X) - 1))  # the row itself, at inf, stays out even if k takes in all others


def _vote(y: np.ndarray, near: np.ndarray) -> np.ndarray:
    classes, code = np.unique(y, return_inverse=True)
    votes = np.stack([(code[near] == c).sum(axis=1) for c in range(len(classes))], axis=1)
    return classes[votes.argmax(axis=1)]  # the first maximum is the smallest label


if __name__ == "__main__":
    Xtr, ytr = np.array([[0.0], [1.0], [3.0], [7.0]]), np.array([5, 2, 2, 5])
    print(knn_predict(Xtr, ytr, np.array([[0.2], [2.5]]), 3), "should be [2 2]")
    print(loo_predict(Xtr, ytr, 1), "should be [2 5 2 2]")
    print(choose_k(Xtr, ytr, [1, 2, 3]))
