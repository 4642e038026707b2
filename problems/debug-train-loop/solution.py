"""Train a small classifier on two interleaved half-moons, with plain mini-batch SGD."""

from collections.abc import Iterator

import numpy as np


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(p: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean cross-entropy of a batch of probabilities, and its gradient with respect to the scores."""
    # `forward` has taken the softmax already: not again here.
    rows = np.arange(len(y))
    loss = -np.log(p[rows, y]).mean()
    d = p.copy()
    d[rows, y] -= 1.0
    return float(loss), d / len(y)


class MLP:
    """One hidden layer of tanh units, softmax on top."""

    def __init__(self, n_in: int, n_hidden: int, n_classes: int, *, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.params = {
            "W1": rng.normal(size=(n_in, n_hidden)) / np.sqrt(n_in),
            "b1": np.zeros(n_hidden),
            "W2": rng.normal(size=(n_hidden, n_classes)) / np.sqrt(n_hidden),
            "b2": np.zeros(n_classes),
        }
        self.grads = {name: np.zeros_like(value) for name, value in self.params.items()}

    def forward(self, X: np.ndarray) -> np.ndarray:
        p = self.params
        self.X = X
        self.h = np.tanh(X @ p["W1"] + p["b1"])
        return softmax(self.h @ p["W2"] + p["b2"])

    def backward(self, d: np.ndarray) -> None:
        # Assigned, not added: a step uses the gradient of its own batch only.
        dh = d @ self.params["W2"].T * (1.0 - self.h**2)
        self.grads["W2"] = self.h.T @ d
        self.grads["b2"] = d.sum(axis=0)
        self.grads["W1"] = self.X.T @ dh
        self.grads["b1"] = dh.sum(axis=0)

    def probabilities(self, X: np.ndarray) -> np.ndarray:
        """Class probabilities (N, K) for inputs (N, n_in)."""
        return self.forward(X)


def batches(X: np.ndarray, y: np.ndarray, batch_size: int, rng: np.random.Generator) -> Iterator[tuple]:
    """One epoch of (inputs, labels), shuffled; the last batch may be smaller."""
    order = rng.permutation(len(y))
    for start in range(0, len(y), batch_size):
        take = order[start : start + batch_size]
        yield X[take], y[take]  # one order for both, or the labels are other rows'


def train_step(model: MLP, X: np.ndarray, y: np.ndarray, lr: float) -> float:
    """One step of SGD on this batch; returns its mean loss before the step."""
    loss, d = cross_entropy(model.forward(X), y)
    model.backward(d)
    for name, grad in model.grads.items():
        model.params[name] -= lr * grad
    return loss


def run_epochs(
    model: MLP, X: np.ndarray, y: np.ndarray, *, epochs: int, batch_size: int, lr: float, decay: float, seed: int
) -> Iterator[int]:
    """Train in place, and stop after each epoch to let the caller look at the model."""
    rng = np.random.default_rng(seed)
    for epoch in range(epochs):
        for X_batch, y_batch in batches(X, y, batch_size, rng):
            train_step(model, X_batch, y_batch, lr)
        lr *= decay  # once per epoch
        yield epoch


def train(
    model: MLP,
    X: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int,
    batch_size: int,
    lr: float,
    decay: float,
    seed: int,
) -> dict[str, list[float]]:
    """Train in place; returns loss and accuracy on all of X after each epoch."""
    history: dict[str, list[float]] = {"loss": [], "accuracy": []}
    for _ in run_epochs(model, X, y, epochs=epochs, batch_size=batch_size, lr=lr, decay=decay, seed=seed):
        p = model.probabilities(X)
        history["loss"].append(cross_entropy(p, y)[0])
        history["accuracy"].append(float(np.mean(p.argmax(axis=1) == y)))
    return history


def train_until(
    model: MLP,
    X: np.ndarray,
    y: np.ndarray,
    X_val: np.ndarray,
    y_val: np.ndarray,
    *,
    epochs: int,
    batch_size: int,
    lr: float,
    decay: float,
    seed: int,
    patience: int,
) -> dict:
    """Train in place until the validation loss no longer falls; the model ends as it was after its best epoch."""
    losses: list[float] = []
    best_epoch, best_loss, best_params = 0, np.inf, model.params
    for epoch in run_epochs(model, X, y, epochs=epochs, batch_size=batch_size, lr=lr, decay=decay, seed=seed):
        losses.append(cross_entropy(model.probabilities(X_val), y_val)[0])
        if epoch == 0 or losses[-1] < best_loss:
            # Copies: the steps to come change the arrays in place.
            best_epoch, best_loss = epoch, losses[-1]
            best_params = {name: value.copy() for name, value in model.params.items()}
        elif epoch - best_epoch == patience:
            break
    model.params = best_params
    return {"val_loss": losses, "best_epoch": best_epoch}


def half_moons(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    t = np.repeat(np.linspace(0.0, np.pi, n // 2), 2)
    upper, lower = np.stack([np.cos(t), np.sin(t)], axis=1), np.stack([1 - np.cos(t), 0.5 - np.sin(t)], axis=1)
    return np.where(y[:, None] == 0, upper, lower) + 0.05 * rng.normal(size=(n, 2)), y


if __name__ == "__main__":
    X, y = half_moons(64, seed=0)
    model = MLP(2, 24, 2, seed=1)
    history = train(model, X, y, epochs=300, batch_size=8, lr=0.6, decay=0.99, seed=2)
    for epoch in (1, 10, 50, 100, 200, 300):
        loss, accuracy = history["loss"][epoch - 1], history["accuracy"][epoch - 1]
        print(f"epoch {epoch:3d}  loss {loss:.3f}  accuracy {accuracy:.2f}")
