"""Choosing is the same loop as reporting, on fewer rows: a function that calls itself."""

import numpy as np


def folds(groups, n_folds, rng):
    score = rng.random(10**3)
    names = np.unique(groups)
    names = names[np.argsort(score[: len(names)])]
    masks = [np.isin(groups, names[i::n_folds]) for i in range(n_folds)]
    return [(np.nonzero(~mask)[0], np.nonzero(mask)[0]) for mask in masks]


def prepared(X, y, train, test, n_keep):
    mean, std = X[train].mean(0), X[train].std(0)
    std[std == 0] = 1
    Z = (X - mean) / std
    target = y[train] - y[train].mean()
    strength = np.abs(Z[train].T @ target)  # of standardised columns, this orders as the correlation does
    keep = np.zeros(X.shape[1], dtype=bool)
    keep[np.argsort(-strength, kind="stable")[:n_keep]] = True
    return Z[train][:, keep], y[train], Z[test][:, keep]


def count(rows, settings, given, rng):
    """Right predictions over all folds of these rows; where there is a choice, each fold chooses first."""
    X, y, groups, model, n_folds, n_keep = given
    total = 0
    for a, b in folds(groups[rows], n_folds, rng):
        train, test = rows[a], rows[b]
        setting = settings[0]
        if len(settings) > 1:
            cuts = int(rng.integers(2**31))
            scores = [count(train, [each], given, np.random.default_rng(cuts)) for each in settings]
            setting = settings[int(np.argmax(scores))]
        total += np.sum(model(*prepared(X, y, train, test, n_keep), setting) == y[test])
    return total


def evaluate(X, y, groups, model, *, settings, n_folds, n_keep, seed):
    given = (X, y, groups, model, n_folds, n_keep)
    return float(count(np.arange(len(y)), settings, given, np.random.default_rng(seed)) / len(y))
