"""Cross-validate a classifier: standardise, keep the best features, tune, report."""

from collections.abc import Callable

import numpy as np

Fold = tuple[np.ndarray, np.ndarray]


def fit_scaler(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of each feature; a constant one is only centred."""
    std = X.std(axis=0)
    return X.mean(axis=0), np.where(std > 0, std, 1.0)


def best_features(X: np.ndarray, y: np.ndarray, n_keep: int) -> np.ndarray:
    """The n_keep features that correlate most with the labels, in ascending order."""
    x, t = X - X.mean(axis=0), y - y.mean()
    size = np.sqrt((x**2).sum(axis=0) * (t**2).sum())
    strength = np.abs(t @ x) / np.where(size > 0, size, 1.0)
    return np.sort(np.argsort(-strength, kind="stable")[:n_keep])


def folds(groups: np.ndarray, n_folds: int, rng: np.random.Generator) -> list[Fold]:
    """Pairs (train, test) of row numbers: every row is in one test, every group on one side."""
    names = rng.permutation(np.unique(groups))  # groups are dealt, not rows
    tests = [np.flatnonzero(np.isin(groups, part)) for part in np.array_split(names, n_folds)]
    everything = np.arange(len(groups))
    return [(np.setdiff1d(everything, test), test) for test in tests]


def evaluate(
    X: np.ndarray,
    y: np.ndarray,
    groups: np.ndarray,
    model: Callable,
    *,
    settings: list,
    n_folds: int,
    n_keep: int,
    seed: int,
) -> float:
    """The share of rows that are predicted rightly by models that know nothing of them."""
    rng = np.random.default_rng(seed)

    def right(train: np.ndarray, test: np.ndarray, setting: object) -> int:
        """How many of the test rows are right; all that is learned is learned here, from the train rows."""
        mean, std = fit_scaler(X[train])
        keep = best_features(X[train], y[train], n_keep)
        known, asked = (((X[rows] - mean) / std)[:, keep] for rows in (train, test))
        return int((model(known, y[train], asked, setting) == y[test]).sum())

    total = 0
    for train, test in folds(groups, n_folds, rng):
        # The setting is learned too: from folds within the training rows.
        inner = [(train[a], train[b]) for a, b in folds(groups[train], n_folds, rng)]
        best = max(settings, key=lambda setting: sum(right(a, b, setting) for a, b in inner))
        total += right(train, test, best)
    return total / len(y)


def forward_folds(times: np.ndarray, n_folds: int, gap: float) -> list[Fold]:
    """Pairs (train, test) of row numbers: the past predicts the future."""
    runs = np.array_split(np.unique(times), n_folds + 1)
    return [
        (np.flatnonzero(times < run[0] - gap), np.flatnonzero((times >= run[0]) & (times <= run[-1])))
        for run in runs[1:]
    ]


def nearest(X_train: np.ndarray, y_train: np.ndarray, X_test: np.ndarray, k: int) -> np.ndarray:
    """The model of the demo: a vote of the k nearest training rows, for labels 0 and 1."""
    away = ((X_test[:, None] - X_train[None]) ** 2).sum(axis=2)
    votes = y_train[np.argsort(away, axis=1, kind="stable")[:, :k]]
    return (2 * votes.sum(axis=1) > k).astype(int)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    # 30 patients, three scans of each that differ little; labels by the toss of a coin.
    groups = np.repeat(np.arange(30), 3)
    X = rng.normal(size=(30, 500))[groups] + 0.3 * rng.normal(size=(90, 500))
    y = rng.permutation(np.arange(30) % 2)[groups]
    accuracy = evaluate(X, y, groups, nearest, settings=[1, 3, 5, 9], n_folds=5, n_keep=10, seed=1)
    print(f"accuracy on pure noise: {accuracy:.2f}")
