"""The given program with five small changes: batches are weighted by their rows."""

from collections.abc import Callable, Iterator

import numpy as np

PAD = 0  # fills a row up at its end; no token


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Log-probabilities over the last axis."""
    scores = scores - scores.max(axis=-1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))


def unseen(X: np.ndarray, y: np.ndarray, X_train: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows, and their labels, that the model was not trained on."""
    trained = {row[row != PAD].astype(np.int64).tobytes() for row in X_train}
    new = np.array([row[row != PAD].astype(np.int64).tobytes() not in trained for row in X], dtype=bool)
    return X[new], y[new]


def batches(X: np.ndarray, y: np.ndarray, batch_size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Batches (x, labels), short rows first, each only as wide as its longest row."""
    lengths = (X != PAD).sum(axis=1)
    order = np.argsort(lengths, kind="stable")
    X, y = X[order], y[order]
    for start in range(0, len(X), batch_size):
        x, labels = X[start : start + batch_size], y[start : start + batch_size]
        yield x[:, : (x != PAD).sum(axis=1).max()], labels


def evaluate(model: Callable, X: np.ndarray, y: np.ndarray, X_train: np.ndarray, *, batch_size: int) -> dict:
    """How many rows count, and the accuracy and the loss of the model over all their answers."""
    X, y = unseen(X, y, X_train)
    if not len(y):
        raise ValueError("there is no row left to evaluate")
    right, losses, sizes = [], [], []
    for x, labels in batches(X, y, batch_size):
        scores = model(x, training=False)
        right.append((scores.argmax(axis=-1) == labels).mean())
        losses.append(-np.take_along_axis(log_softmax(scores), labels[:, :, None], axis=-1).mean())
        sizes.append(len(labels))
    accuracy, loss = np.average(right, weights=sizes), np.average(losses, weights=sizes)
    return {"rows": len(y), "accuracy": float(accuracy), "loss": float(loss)}
