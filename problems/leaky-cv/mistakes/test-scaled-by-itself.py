"""Cross-validate a classifier: standardise, keep the best features, tune, report."""

from collections.abc import Callable

import numpy as np

Fold = tuple[np.ndarray, np.ndarray]


def fit_scaler(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of each feature; a constant one is only centred."""
    std = X.std(axis=0)
    return X.mean(axis=0), np.where(std > 0, std, 1.0)


def standardise(X: np.ndarray) -> np.ndarray:
    mean, std = fit_scaler(X)
    return (X - mean) / std


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
        keep = best_features(X[train], y[train], n_keep)
        known, asked = (standardise(X[rows])[:, keep] for rows in (train, test))
        return int((model(known, y[train], asked, setting) == y[test]).sum())

    total = 0
    for train, test in folds(groups, n_folds, rng):
        # The setting is learned too: from folds within the training rows.
        inner = [(train[a], train[b]) for a, b in folds(groups[train], n_folds, rng)]
        best = max(settings, key=lambda setting: sum(right(a, b, setting) for a, b in inner))
        total += right(train, test, best)
    return total / len(y)
