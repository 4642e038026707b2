import numpy as np


def fit_logreg(X, y, lam, lr, steps):
    N, D = X.shape
    y = y.reshape(-1)
    w, b = np.zeros(D), 0.0
    for _ in range(steps):
        z = X @ w + b
        p = 0.5 * (1 + np.tanh(0.5 * z))
        error = p - y
        dw = X.T @ error / N + 2 * lam * w
        db = error.mean()
        w = w - lr * dw
        b = b - lr * db
    return w, b
