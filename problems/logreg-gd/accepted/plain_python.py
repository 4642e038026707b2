import math

import numpy as np


def fit_logreg(X, y, lam, lr, steps):
    rows, labels = X.tolist(), np.ravel(y).tolist()
    n, w, b = len(rows), [0.0] * X.shape[1], 0.0
    for _ in range(steps):
        dw, db = [lam * v for v in w], 0.0
        for row, label in zip(rows, labels):
            z = b + sum(v * x for v, x in zip(w, row))
            # tanh never overflows, and p = (1 + tanh(z / 2)) / 2
            error = (1 + math.tanh(z / 2)) / 2 - label
            db += error / n
            for k, x in enumerate(row):
                dw[k] += error * x / n
        w = [v - lr * d for v, d in zip(w, dw)]
        b -= lr * db
    return np.array(w), b
