import numpy as np


def fit_logreg(X, y, lam, lr, steps):
    N, D = X.shape
    y = y.reshape(-1)
    w, b = np.zeros(D), 0.0
    for _ in range(steps):
        z = X @ w + b
        error = -y * 0.5 * (1 - np.tanh(0.5 * y * z))
        dw = X.T @ error / N + lam * w
        db = error.mean()
        w = w - lr * dw
        b = b - lr * db
    return w, b
