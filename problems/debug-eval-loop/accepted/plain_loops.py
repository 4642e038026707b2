"""Lists and plain Python: one answer after the other; the batches are a list, not a generator."""

import math

import numpy as np


def tokens(row):
    return [t for t in row.tolist() if t > 0]


def unseen(X, y, X_train):
    training = [tokens(row) for row in X_train]
    keep = [i for i in range(len(X)) if tokens(X[i]) not in training]
    return X[keep], y[keep]


def batches(X, y, batch_size):
    order = sorted(range(len(X)), key=lambda i: len(tokens(X[i])))
    out = []
    while order:
        chosen, order = order[:batch_size], order[batch_size:]
        width = max(len(tokens(X[i])) for i in chosen)
        out.append((np.array([X[i, :width] for i in chosen]), np.array([y[i] for i in chosen])))
    return out


def evaluate(model, X, y, X_train, *, batch_size):
    X, y = unseen(X, y, X_train)
    if len(y) == 0:
        raise ValueError("nothing to evaluate")
    hits, nll = [], []
    for x, labels in batches(X, y, batch_size):
        for scores_of_row, labels_of_row in zip(model(x, False).tolist(), labels.tolist()):
            for scores, label in zip(scores_of_row, labels_of_row):
                best = max(range(len(scores)), key=lambda c: scores[c])
                top = scores[best]
                hits.append(best == label)
                nll.append(math.log(math.fsum(math.exp(s - top) for s in scores)) + top - scores[label])
    return {"loss": math.fsum(nll) / len(nll), "accuracy": sum(hits) / len(hits), "rows": len(y)}
