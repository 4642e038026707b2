import random

import numpy as np


class MLP:
    def __init__(self, n_in, n_hidden, n_classes, *, seed):
        rng = np.random.default_rng(seed)
        self.W1 = rng.normal(size=(n_in, n_hidden)) / np.sqrt(n_in)
        self.b1 = np.zeros(n_hidden)
        self.W2 = rng.normal(size=(n_hidden, n_classes)) / np.sqrt(n_hidden)
        self.b2 = np.zeros(n_classes)

    @property
    def params(self):
        return {"W1": self.W1, "b1": self.b1, "W2": self.W2, "b2": self.b2}

    def one(self, x):
        h = np.tanh(x @ self.W1 + self.b1)
        scores = h @ self.W2 + self.b2
        exps = np.exp(scores - scores.max())
        return h, exps / exps.sum()

    def probabilities(self, X):
        return np.array([self.one(x)[1] for x in X])


def batches(X, y, batch_size, rng):
    """Rows are drawn by Python's own generator, seeded from the one that was given."""
    rows = list(range(len(X)))
    random.Random(int(rng.integers(2**32))).shuffle(rows)
    while rows:
        now, rows = rows[:batch_size], rows[batch_size:]
        yield np.array([X[i] for i in now]), np.array([y[i] for i in now])


def train_step(model, X, y, lr):
    total = 0.0
    sums = {name: np.zeros_like(value) for name, value in model.params.items()}
    for x, label in zip(X, y, strict=True):
        h, p = model.one(x)
        total -= np.log(p[label])
        d = p.copy()
        d[label] -= 1
        dh = (model.W2 @ d) * (1 - h**2)
        for name, grad in (("W1", np.outer(x, dh)), ("b1", dh), ("W2", np.outer(h, d)), ("b2", d)):
            sums[name] += grad
    for name, value in model.params.items():
        value -= lr / len(y) * sums[name]
    return total / len(y)


def train(model, X, y, *, epochs, batch_size, lr, decay, seed):
    rng = np.random.default_rng(seed)
    history = {"loss": [], "accuracy": []}
    for epoch in range(epochs):
        for x_batch, y_batch in batches(X, y, batch_size, rng):
            train_step(model, x_batch, y_batch, lr * decay**epoch)
        p = model.probabilities(X)
        history["loss"].append(-np.log(p[np.arange(len(y)), y]).mean())
        history["accuracy"].append((p.argmax(1) == y).mean())
    return history


def train_until(model, X, y, X_val, y_val, *, patience, epochs, lr, decay, **settings):
    """Begins again from the start for each further epoch; slow, and nothing has to be kept in step with `train`."""
    start = {name: value.copy() for name, value in model.params.items()}

    def after(count):
        for name, value in model.params.items():
            value[:] = start[name]
        train(model, X, y, epochs=count, lr=lr, decay=decay, **settings)
        p = model.probabilities(X_val)
        return float(-np.log(p[np.arange(len(y_val)), y_val]).mean())

    losses, best, waited = [after(1)], 0, 0
    while len(losses) < epochs and waited < patience:
        losses.append(after(len(losses) + 1))
        if losses[-1] < losses[best]:
            best, waited = len(losses) - 1, 0
        else:
            waited += 1
    after(best + 1)
    return {"val_loss": losses, "best_epoch": best}
