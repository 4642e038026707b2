import numpy as np


def _squares(X, point):
    return ((X - point) ** 2).sum(axis=1)


def _nearest(X, centres):
    return np.stack([_squares(X, centre) for centre in centres], axis=1).argmin(axis=1)


def plus_plus(X, K, rng):
    seeds = [int(rng.integers(len(X)))]
    near = np.sqrt(_squares(X, X[seeds[0]]))
    while len(seeds) < K:
        total = near.sum()
        i = int(rng.choice(len(X), p=near / total) if total > 0 else rng.integers(len(X)))
        seeds.append(i)
        near = np.minimum(near, np.sqrt(_squares(X, X[i])))
    return X[seeds]


def kmeans(X, centres, iters):
    centres = centres.copy()
    labels = _nearest(X, centres)
    for _ in range(iters):
        for k in range(len(centres)):
            if (labels == k).any():
                centres[k] = X[labels == k].mean(axis=0)
        before, labels = labels, _nearest(X, centres)
        if (before == labels).all():
            break
    return centres, labels
