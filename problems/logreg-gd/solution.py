import numpy as np


def fit_logreg(X: np.ndarray, y: np.ndarray, lam: float, lr: float, steps: int) -> tuple[np.ndarray, float]:
    """Logistic regression with an L2 penalty on the weights, by `steps` full-batch gradient steps from zero."""
    # A column of labels would broadcast against (N,) to N × N.
    y = np.asarray(y, dtype=np.float64).reshape(-1)
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        error = sigmoid(X @ w + b) - y
        # Both gradients belong to the same point: w and b move together.
        w, b = w - lr * (X.T @ error / len(y) + lam * w), b - lr * error.mean()
    return w, float(b)


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), with an exp that is only asked for numbers up to 0."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1 + e)


def shard_sums(X: np.ndarray, y: np.ndarray, w: np.ndarray, b: float) -> tuple[float, np.ndarray, float, int]:
    """Map: what one shard adds to the loss, to its gradients for w and b, and to the number of rows."""
    z = X @ w + b
    error = sigmoid(z) - y
    # -log p is log(1 + exp(-z)) for y = 1, and log(1 + exp(z)) for y = 0.
    return float((np.logaddexp(0, z) - y * z).sum()), X.T @ error, float(error.sum()), len(y)


def fit_sharded(
    shards: list[tuple[np.ndarray, np.ndarray]], lam: float, lr: float, steps: int
) -> tuple[np.ndarray, float, list[float]]:
    """The fit of `fit_logreg` to all shards together, and the objective before each step."""
    w, b, losses = np.zeros(shards[0][0].shape[1]), 0.0, []
    for _ in range(steps):
        # Reduce: sums add up; means of shards would weigh a small shard like a large one.
        loss, dw, db, n = (sum(parts) for parts in zip(*(shard_sums(X, y, w, b) for X, y in shards), strict=True))
        losses.append(loss / n + lam / 2 * float(w @ w))
        w, b = w - lr * (dw / n + lam * w), b - lr * db / n
    return w, b, losses


if __name__ == "__main__":
    X, y = np.array([[1.0], [3.0]]), np.array([0, 1])
    print(fit_logreg(X, y, lam=0.5, lr=1.0, steps=1), "should be (array([0.5]), 0.0)")
    print(fit_logreg(X, y, lam=0.5, lr=1.0, steps=2), "should be about (array([0.2124]), -0.2200)")
    print(fit_sharded([(X[:1], y[:1]), (X[1:], y[1:])], lam=0.5, lr=1.0, steps=2))
