import numpy as np


class MLP:
    """Only holds numbers: all arithmetic is in functions without state."""

    def __init__(self, n_in, n_hidden, n_classes, *, seed):
        rng = np.random.default_rng(seed)
        self.params = dict(
            W1=rng.normal(size=(n_in, n_hidden)) / np.sqrt(n_in),
            b1=np.zeros(n_hidden),
            W2=rng.normal(size=(n_hidden, n_classes)) / np.sqrt(n_hidden),
            b2=np.zeros(n_classes),
        )

    def probabilities(self, X):
        return np.exp(log_probabilities(self.params, X)[1])


def log_probabilities(params, X):
    h = np.tanh(X @ params["W1"] + params["b1"])
    scores = h @ params["W2"] + params["b2"]
    return h, scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)


def loss_and_grads(params, X, y):
    h, log_p = log_probabilities(params, X)
    onehot = np.eye(log_p.shape[1])[y]
    d = (np.exp(log_p) - onehot) / len(y)
    dh = d @ params["W2"].T * (1 - h * h)
    grads = dict(W1=X.T @ dh, b1=dh.sum(0), W2=h.T @ d, b2=d.sum(0))
    return -(onehot * log_p).sum() / len(y), grads


def batches(X, y, batch_size, rng):
    order = rng.permutation(len(y))
    cuts = np.arange(batch_size, len(y), batch_size)
    return [(X[rows], y[rows]) for rows in np.split(order, cuts)]


def train_step(model, X, y, lr):
    loss, grads = loss_and_grads(model.params, X, y)
    model.params = {name: value - lr * grads[name] for name, value in model.params.items()}
    return loss


def train(model, X, y, *, epochs, batch_size, lr, decay, seed):
    rng = np.random.default_rng(seed)
    losses, accuracies = [], []
    for rate in lr * decay ** np.arange(epochs):
        for batch in batches(X, y, batch_size, rng):
            train_step(model, *batch, rate)
        p = model.probabilities(X)
        losses.append(loss_and_grads(model.params, X, y)[0])
        accuracies.append((p.argmax(axis=1) == y).mean())
    return {"loss": losses, "accuracy": accuracies}


def train_until(model, X, y, X_val, y_val, *, epochs, batch_size, lr, decay, seed, patience):
    """Every params dict is a new one, so the best can simply be remembered."""
    rng = np.random.default_rng(seed)
    seen = []
    for rate in lr * decay ** np.arange(epochs):
        for batch in batches(X, y, batch_size, rng):
            train_step(model, *batch, rate)
        seen.append((loss_and_grads(model.params, X_val, y_val)[0], model.params))
        losses = [loss for loss, _ in seen]
        best = losses.index(min(losses))
        if len(seen) - 1 - best >= patience:
            break
    model.params = seen[best][1]
    return {"val_loss": losses, "best_epoch": best}
