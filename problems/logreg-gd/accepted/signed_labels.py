"""Labels made -1 and +1, the bias a column of ones, and the loss log(1 + exp(-margin))."""

import numpy as np


def fit_logreg(X, y, lam, lr, steps):
    sign = 2.0 * y.squeeze().reshape(len(X)) - 1.0
    A = np.column_stack([X, np.ones(len(X))]) * sign[:, np.newaxis]
    decay = np.full(A.shape[1], lam, dtype=float)
    decay[-1] = 0
    theta = np.zeros(A.shape[1])
    for _ in range(steps):
        weight = np.exp(-np.logaddexp(0, A @ theta))  # sigmoid(-margin)
        theta = theta - lr * (decay * theta - np.einsum("nd,n->d", A, weight) / len(A))
    return theta[:-1], theta[-1]


def shard_sums(X, y, w, b):
    margin = np.where(y == 1, 1.0, -1.0) * (X @ w + b)
    pull = -np.where(y == 1, 1.0, -1.0) * np.exp(-np.logaddexp(0, margin))
    return np.logaddexp(0, -margin).sum(), pull @ X, pull.sum(), X.shape[0]


def fit_sharded(shards, lam, lr, steps):
    w, b, losses = np.zeros(shards[0][0].shape[1]), 0.0, []
    for _ in range(steps):
        total = [0.0, np.zeros_like(w), 0.0, 0]
        for X, y in shards:
            total = [have + more for have, more in zip(total, shard_sums(X, y, w, b))]
        loss, dw, db, n = total
        losses += [loss / n + lam * np.dot(w, w) / 2]
        w = w - lr * (dw / n + lam * w)
        b = b - lr * db / n
    return w, b, losses
