"""Model, gradient and optimiser as things of their own, and one gradient for the base task and the shards."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(slots=True)
class Sums:
    dw: np.ndarray
    db: float = 0.0
    loss: float = 0.0
    rows: int = 0

    def __add__(self, other):
        return Sums(self.dw + other.dw, self.db + other.db, self.loss + other.loss, self.rows + other.rows)


@dataclass
class LogReg:
    lam: float
    w: np.ndarray
    b: float = 0.0
    losses: list = field(default_factory=list)

    def sums(self, X, y):
        z = np.matmul(X, self.w) + self.b
        p = np.empty_like(z)
        up = z > 0
        p[up] = 1 / (1 + np.exp(-z[up]))
        p[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
        r = p - y
        loss = np.sum(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))
        return Sums((X * r[:, None]).sum(axis=0), r.sum(), float(loss), len(r))

    def step(self, lr, parts):
        total = sum(parts, Sums(np.zeros_like(self.w)))
        self.losses.append(total.loss / total.rows + 0.5 * self.lam * (self.w**2).sum())
        gw, gb = total.dw / total.rows + self.lam * self.w, total.db / total.rows
        self.w, self.b = self.w - lr * gw, self.b - lr * gb


def fit_logreg(X, y, lam, lr, steps):
    model = LogReg(lam, np.zeros(X.shape[1]))
    for _ in range(steps):
        model.step(lr, [model.sums(X, y.flatten())])
    return model.w, model.b


def shard_sums(X, y, w, b):
    s = LogReg(0.0, w, b).sums(X, y)
    return s.loss, s.dw, s.db, s.rows


def fit_sharded(shards, lam, lr, steps):
    model = LogReg(lam, np.zeros(shards[0][0].shape[1]))
    for _ in range(steps):
        model.step(lr, (model.sums(X, y) for X, y in shards))
    return model.w, model.b, np.array(model.losses)
