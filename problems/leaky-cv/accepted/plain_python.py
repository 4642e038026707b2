"""Lists and dictionaries; predictions of all rows are collected first and scored at the end."""

import random

import numpy as np


def folds(groups, n_folds, rng):
    rows_of = {}
    for row, group in enumerate(groups):
        rows_of.setdefault(int(group), []).append(row)
    names = list(rows_of)
    random.Random(int(rng.integers(2**31))).shuffle(names)
    out = []
    for i in range(n_folds):
        test = [row for name in names[i::n_folds] for row in rows_of[name]]
        train = [row for name in names if name not in names[i::n_folds] for row in rows_of[name]]
        out.append((np.array(train), np.array(test)))
    return out


def correlation(a, b):
    a, b = a - a.mean(), b - b.mean()
    size = (a @ a) * (b @ b)
    return abs(a @ b) / size**0.5 if size > 0 else 0.0


def predict(X, y, train, test, model, setting, n_keep):
    columns = sorted(range(X.shape[1]), key=lambda j: -correlation(X[train, j], y[train]))[:n_keep]
    known, asked = [], []
    for j in sorted(columns):
        middle, width = X[train, j].mean(), X[train, j].std() or 1.0
        known.append((X[train, j] - middle) / width)
        asked.append((X[test, j] - middle) / width)
    return model(np.array(known).T, y[train], np.array(asked).T, setting)


def evaluate(X, y, groups, model, *, settings, n_folds, n_keep, seed):
    rng = np.random.default_rng(seed)
    predicted = {}
    for train, test in folds(groups, n_folds, rng):
        chosen = settings[0]
        if len(settings) > 1:
            counts = [0] * len(settings)
            for a, b in folds(groups[train], n_folds, rng):
                for i, setting in enumerate(settings):
                    said = predict(X, y, train[a], train[b], model, setting, n_keep)
                    counts[i] += sum(int(p == t) for p, t in zip(said, y[train[b]]))
            chosen = settings[counts.index(max(counts))]
        said = predict(X, y, train, test, model, chosen, n_keep)
        predicted.update(zip(test.tolist(), said.tolist()))
    return sum(predicted[row] == label for row, label in enumerate(y.tolist())) / len(y)
