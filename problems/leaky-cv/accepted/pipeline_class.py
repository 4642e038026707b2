"""As a library would have it: a pipeline with fit and predict, and a search that is one too."""

import numpy as np


class Pipeline:
    def __init__(self, model, setting, n_keep):
        self.model, self.setting, self.n_keep = model, setting, n_keep

    def fit(self, X, y, groups):
        self.mean = np.mean(X, axis=0)
        deviation = np.std(X, axis=0)
        self.deviation = np.where(deviation == 0, 1, deviation)
        self.y = y
        Z = (X - self.mean) / self.deviation
        centred = y - y.mean()
        with np.errstate(all="ignore"):
            r = np.abs(np.nan_to_num(centred @ Z / np.linalg.norm(Z, axis=0) / np.linalg.norm(centred)))
        self.columns = sorted(sorted(range(X.shape[1]), key=lambda j: (-r[j], j))[: self.n_keep])
        self.Z = Z[:, self.columns]
        return self

    def predict(self, X):
        Z = ((X - self.mean) / self.deviation)[:, self.columns]
        return self.model(self.Z, self.y, Z, self.setting)


class Search:
    def __init__(self, candidates, n_folds, rng):
        self.candidates, self.n_folds, self.rng = candidates, n_folds, rng

    def fit(self, X, y, groups):
        cuts = folds(groups, self.n_folds, self.rng)
        scores = [hits(each, X, y, groups, cuts) for each in self.candidates]
        self.best = self.candidates[int(np.argmax(scores))].fit(X, y, groups)
        return self

    def predict(self, X):
        return self.best.predict(X)


def hits(estimator, X, y, groups, cuts):
    total = 0
    for train, test in cuts:
        estimator.fit(X[train], y[train], groups[train])
        total += np.count_nonzero(estimator.predict(X[test]) == y[test])
    return total


def folds(groups, n_folds, rng):
    names, member = np.unique(groups, return_inverse=True)
    fold_of = rng.permutation(np.arange(len(names)) % n_folds)[member]
    return [(np.flatnonzero(fold_of != f), np.flatnonzero(fold_of == f)) for f in range(n_folds)]


def evaluate(X, y, groups, model, *, settings, n_folds, n_keep, seed):
    rng = np.random.default_rng(seed)
    search = Search([Pipeline(model, setting, n_keep) for setting in settings], n_folds, rng)
    return hits(search, X, y, groups, folds(groups, n_folds, rng)) / len(y)


def forward_folds(times, n_folds, gap):
    distinct, rank = np.unique(times, return_inverse=True)
    size, more = divmod(len(distinct), n_folds + 1)
    ends = np.cumsum([size + (i < more) for i in range(n_folds + 1)])
    out = []
    for start, end in zip(ends[:-1], ends[1:]):
        test = np.where((rank >= start) & (rank < end))[0]
        out.append((np.where(times + 0.0 < distinct[start] - gap)[0], test))
    return out
