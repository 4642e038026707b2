"""Evaluate a model that grades chats: several questions about each, all with the same choice of grades."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

PAD = 0  # fills a row up at its end; no token


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Log-probabilities over the last axis."""
    scores = scores - scores.max(axis=-1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))


def unseen(X: np.ndarray, y: np.ndarray, X_train: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows, and their labels, that the model was not trained on."""
    trained = {tuple(row[row != PAD].tolist()) for row in X_train}  # tokens alone: files are padded to any width
    new = np.array([tuple(row[row != PAD].tolist()) not in trained for row in X], dtype=bool)
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
    right, loss = 0, 0.0
    for x, labels in batches(X, y, batch_size):
        scores = model(x, training=False)
        right += int((scores.argmax(axis=2) == labels).sum())
        loss -= float(np.take_along_axis(log_softmax(scores), labels[:, :, None], axis=2).sum())
    return {"rows": len(y), "accuracy": right / y.size, "loss": loss / y.size}  # sums: batches differ in size


def canary(evaluate: Callable) -> list[str]:
    """The names of an evaluate's bugs: each probe is a case that one of them spoils and the others leave alone."""
    modes = []

    def model(x: np.ndarray, training: bool = True) -> np.ndarray:
        modes.append(training)
        t = x[:, 0].astype(float)  # two questions with two grades: the first token speaks for grade 1
        return np.stack([0 * t, t], axis=1)[:, None].repeat(2, axis=1)

    def run(X: Sequence, labels: Sequence, X_train: Sequence = ((9, 9),), batch_size: int = 2) -> dict:
        y = np.array(labels)[:, None].repeat(2, axis=1)
        return evaluate(model, np.array(X), y, np.array(X_train), batch_size=batch_size)

    def far(loss: float, *margins: float) -> bool:
        """From the loss by hand, given how far each row's score is from the right side."""
        return abs(loss - np.logaddexp(0.0, margins).mean()) > 1e-9

    overlap = run([[1, 5], [2, 6]], [1, 1], [[1, 5, 0]])["rows"] != 1
    axis = run([[3, 5]], [1])["accuracy"] != 1.0  # over the wrong axis all is tied
    # The loss sees no argmax; two rows are one batch; rows of one length stay where they are.
    order = far(run([[1, 5], [2, 0]], [1, 0])["loss"], -1, 2)
    means = far(run([[1, 5], [2, 6], [3, 7]], [1, 1, 0])["loss"], -1, -2, 3)
    found = {"overlap": overlap, "axis": axis, "order": order, "means": means, "mode": any(modes)}
    return sorted(name for name, bug in found.items() if bug)


def demo_rows(rng: np.random.Generator, count: int, width: int, tokens: int) -> np.ndarray:
    """Rows of random length, padded to this width."""
    X = rng.integers(1, tokens, size=(count, width))
    X[np.arange(width) >= rng.integers(4, 13, size=(count, 1))] = PAD
    return X


def demo_model(X: np.ndarray, y: np.ndarray, tokens: int, rng: np.random.Generator) -> Callable:
    """A linear model of the tokens of a row, fitted to X and y, with dropout in front."""

    def counts(x: np.ndarray) -> np.ndarray:
        return (x[:, :, None] == np.arange(1, tokens)).sum(axis=1).astype(float)

    Q, C = y.shape[1], 4
    weights = np.linalg.lstsq(counts(X), 6.0 * np.eye(C)[y].reshape(len(y), Q * C), rcond=None)[0]

    def model(x: np.ndarray, training: bool = True) -> np.ndarray:
        inputs = counts(x)
        if training:
            inputs *= 2.0 * (rng.random(inputs.shape) < 0.5)
        return (inputs @ weights).reshape(len(x), Q, C)

    return model


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    tokens = 60
    X_train, X = demo_rows(rng, 150, 16, tokens), demo_rows(rng, 60, 12, tokens)
    X = np.concatenate([X, X_train[:30, :12]])  # a third of the validation file is training data
    # What annotators would say: every token speaks for one grade of each question; then noise.
    opinions = rng.normal(size=(tokens, 4, 4)) * (np.arange(tokens) > 0)[:, None, None]
    y_train, y = ((opinions[x].sum(axis=1) + rng.normal(size=(len(x), 4, 4))).argmax(axis=2) for x in (X_train, X))
    y[60:] = y_train[:30]
    model = demo_model(X_train, y_train, tokens, rng)
    for size in (1, 8, 64, 64):
        got = evaluate(model, X, y, X_train, batch_size=size)
        print(f"batches of {size:2d}: {got['rows']} rows, accuracy {got['accuracy']:.3f}, loss {got['loss']:.3f}")
