"""Predict for all rows first, back in the order of the file, and score once at the end. With a canary."""

from dataclasses import dataclass, field

import numpy as np


def same_rows(A, B):
    """(N, M): which rows of A have the tokens of which rows of B."""
    width = max(A.shape[1], B.shape[1])
    A, B = (np.pad(rows.astype(np.int64), [(0, 0), (0, width - rows.shape[1])]) for rows in (A, B))
    return (A[:, None] == B[None]).all(axis=2)


def unseen(X, y, X_train):
    new = ~same_rows(X, X_train).any(axis=1)
    return X[new], y[new]


def index_batches(X, batch_size):
    lengths = np.count_nonzero(X, axis=1)
    order = np.lexsort((np.arange(len(X)), lengths))
    for rows in np.split(order, range(batch_size, len(order), batch_size)):
        yield rows, X[rows][:, : lengths[rows].max()]


def batches(X, y, batch_size):
    return ((x, y[rows]) for rows, x in index_batches(X, batch_size))


def evaluate(model, X, y, X_train, *, batch_size):
    X, y = unseen(X, y, X_train)
    if y.shape[0] == 0:
        raise ValueError("all rows are training rows")
    scores = [None] * len(y)
    for rows, x in index_batches(X, batch_size):
        for row, of_row in zip(rows, model(x, training=False), strict=True):
            scores[row] = of_row
    scores = np.stack(scores)
    p = np.exp(scores - scores.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    n, q = np.indices(y.shape)
    return {
        "rows": np.int64(len(y)),
        "accuracy": np.mean(np.argmax(scores, axis=-1) == y),
        "loss": np.mean(-np.log(p[n, q, y])),
    }


@dataclass
class Probe:
    X: list
    y: list
    X_train: list = field(default_factory=lambda: [[77, 77, 77]])

    def run(self, evaluate, model):
        X, X_train = np.array(self.X), np.array(self.X_train)
        return evaluate(model, X, np.array(self.y), X_train, batch_size=2)


def canary(evaluate):
    def answers(*scores):  # the same two scores for two questions, by the first token: 1 is the first pair
        return np.repeat(np.array(scores, dtype=float)[:, None], 2, axis=1)

    def by_token(x, training=True):
        return answers([9, 0], [0, 0])[x[:, 0] - 1]

    def moody(x, training=True):  # sure of itself, and wrong in training
        return answers([0, 9] if training else [9, 0]).repeat(len(x), axis=0)

    def tall(x, training=True):
        return np.tile([[0.0, 9.0], [0.0, 8.0]], (len(x), 1, 1))

    def loss(model, X, y):
        return Probe(X, y).run(evaluate, model)["loss"]

    names = []
    if Probe([[1, 6], [2, 8]], [[0, 0], [0, 0]], [[1, 6, 0, 0]]).run(evaluate, by_token)["rows"] == 2:
        names.append("overlap")
    if loss(moody, [[1, 6]], [[0, 0]]) > 1:
        names.append("mode")
    if loss(by_token, [[1, 6], [2, 0]], [[0, 0], [1, 1]]) > 1:
        names.append("order")
    if loss(by_token, [[1, 6], [1, 7], [2, 6]], [[0, 0], [0, 0], [1, 1]]) > 0.3:
        names.append("means")
    if Probe([[1, 6]], [[1, 1]]).run(evaluate, tall)["accuracy"] < 0.75:
        names.append("axis")
    return sorted(names)
