"""Seeds by the Gumbel trick, means by bincount per dimension around an offset, blocks of rows for the distances."""

import numpy as np


def plus_plus(X, K, rng):
    picks = [int(rng.random() * len(X))]
    gaps = np.hypot.reduce(X - X[picks[-1]], axis=1)
    for _ in range(1, K):
        with np.errstate(divide="ignore"):
            scores = 2 * np.log(gaps) + rng.gumbel(size=len(X))
        picks.append(int(np.argmax(scores)))
        gaps = np.minimum(gaps, np.hypot.reduce(X - X[picks[-1]], axis=1))
    return X.take(picks, axis=0)


def _assign(X, centres, block=2048):
    parts = []
    for start in range(0, len(X), block):
        diff = X[start : start + block, None, :] - centres
        parts.append(np.square(diff).sum(-1).argmin(-1))
    return np.concatenate(parts)


def kmeans(X, centres, iters):
    if iters == 0:
        return centres + 0.0, _assign(X, centres)
    labels = _assign(X, centres)
    counts = np.bincount(labels, minlength=len(centres))
    base = X[0]
    sums = np.stack([np.bincount(labels, column, len(centres)) for column in (X - base).T], axis=1)
    means = base + sums / np.maximum(counts, 1)[:, None]
    moved = np.where(counts[:, None] > 0, means, centres)
    after = _assign(X, moved)
    if (after == labels).all():
        return moved, after
    while iters > 1:
        again, last = kmeans(X, moved, 1)
        iters -= 1
        if (last == after).all():
            return again, last
        moved, after = again, last
    return moved, after
