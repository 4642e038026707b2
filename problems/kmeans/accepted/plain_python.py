"""A class that remembers, with Python loops over centres and exact equality of centres as the end."""

import numpy as np


class _Clusters:
    __slots__ = ("rows", "centres", "labels")

    def __init__(self, rows, centres):
        self.rows, self.centres = rows, [np.array(c, dtype=float) for c in centres]
        self.assign()

    def assign(self):
        best = np.full(len(self.rows), np.inf)
        self.labels = np.zeros(len(self.rows), dtype=np.int32)
        for k, centre in enumerate(self.centres):
            gap = np.linalg.norm(self.rows - centre, axis=1)
            closer = gap < best
            best[closer], self.labels[closer] = gap[closer], k

    def move(self):
        moved = [
            self.rows[self.labels == k].mean(axis=0) if np.any(self.labels == k) else centre
            for k, centre in enumerate(self.centres)
        ]
        settled = all((a == b).all() for a, b in zip(moved, self.centres))
        self.centres = moved
        self.assign()
        return settled


def plus_plus(X, K, rng):
    chosen = [rng.choice(X)]
    for _ in range(K - 1):
        weights = [min(float(((x - c) ** 2).sum()) for c in chosen) for x in X]
        if not any(weights):
            chosen.append(rng.choice(X))
        else:
            chosen.append(X[rng.choice(len(X), p=np.array(weights) / sum(weights))])
    return np.array(chosen)


def kmeans(X, centres, iters):
    state = _Clusters(X, centres)
    for _ in range(iters):
        if state.move():
            break
    return np.stack(state.centres), state.labels


def absorb(centres, counts, batch):
    state = _Clusters(batch, centres)
    new, many = centres.copy(), counts.copy()
    for row, k in zip(batch, state.labels):
        many[k] += 1
        new[k] += (row - new[k]) / many[k]
    return new, many
