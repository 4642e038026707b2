"""Trains a small classifier on two half-moons, with one of three optimisers or the caller's own."""

from copy import deepcopy
from dataclasses import asdict, dataclass

import numpy as np


@dataclass(frozen=True)
class Config:
    """Every setting and its default; nothing else in this file knows one."""

    seed: int = 0
    n: int = 150
    noise: float = 0.15
    hidden: int = 12
    epochs: int = 6
    batch_size: int = 32
    jitter: float = 0.02
    optimiser: str = "sgd"
    lr: float = 0.3
    warmup: int = 5
    clip: float = 1.0
    weight_decay: float = 1e-3
    momentum: float = 0.9
    beta2: float = 0.99
    eps: float = 1e-8


# Optimisers: (param, grad, state, settings) -> (new param, new state); the state of the first step is None.


def l2(param, settings):
    """Weight decay pulls on weights, not on biases."""
    return settings["weight_decay"] * param if param.ndim == 2 else 0.0


def sgd(param, grad, state, settings):
    return param - settings["lr"] * (grad + l2(param, settings)), state


def heavyball(param, grad, state, settings):
    # The rate is inside the velocity: during warmup that is not the same as outside.
    previous = 0.0 if state is None else state
    velocity = settings["momentum"] * previous - settings["lr"] * (grad + l2(param, settings))
    return param + velocity, velocity


def adam(param, grad, state, settings):
    m, v, t = (0.0, 0.0, 0) if state is None else state
    beta1, beta2, t = settings["momentum"], settings["beta2"], t + 1
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + settings["eps"])
    # Decoupled: the decay does not go through the moments.
    return param - settings["lr"] * (step + l2(param, settings)), (m, v, t)


OPTIMISERS = {"sgd": sgd, "heavyball": heavyball, "adam": adam}


def make_data(config, rng):
    """Two half-moons as ((x, y) for training, (x, y) for validation)."""
    t = rng.uniform(0, np.pi, config.n)
    y = np.arange(config.n) % 2
    upper, lower = np.stack([np.cos(t), np.sin(t)], axis=1), np.stack([1 - np.cos(t), 0.5 - np.sin(t)], axis=1)
    x = np.where(y[:, None] == 1, lower, upper) + config.noise * rng.normal(size=(config.n, 2))
    order = rng.permutation(config.n)
    val, train = order[: config.n // 5], order[config.n // 5 :]
    return (x[train], y[train]), (x[val], y[val])


def init_weights(config, rng):
    return {
        "W1": rng.normal(size=(2, config.hidden)) / np.sqrt(2),
        "b1": np.zeros(config.hidden),
        "W2": rng.normal(size=(config.hidden, 1)) / np.sqrt(config.hidden),
        "b2": np.zeros(1),
    }


def forward(weights, x):
    h = np.tanh(x @ weights["W1"] + weights["b1"])
    return h, (h @ weights["W2"] + weights["b2"])[:, 0]


def losses(z, y):
    """Binary cross-entropy of each row, from the logits."""
    return np.logaddexp(0, z) - y * z


def loss_and_grads(weights, x, y):
    """The summed loss of a batch, and the gradients of its mean."""
    h, z = forward(weights, x)
    dz = ((1 / (1 + np.exp(-z)) - y) / len(y))[:, None]
    dh = (dz @ weights["W2"].T) * (1 - h**2)
    grads = {"W1": x.T @ dh, "b1": dh.sum(axis=0), "W2": h.T @ dz, "b2": dz.sum(axis=0)}
    return losses(z, y).sum(), grads


def clipped(grads, most):
    """The gradients, scaled down together where their common norm is above `most`."""
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))
    return {name: grad * (most / norm) for name, grad in grads.items()} if norm > most else grads


def rate(config, step):
    return config.lr * (step + 1) / config.warmup if step < config.warmup else config.lr


def batches(config, x, y, rng):
    """One epoch, shuffled; the noise is drawn only where there is some, which later draws depend on."""
    order = rng.permutation(len(x))
    for start in range(0, len(x), config.batch_size):
        rows = order[start : start + config.batch_size]
        noise = config.jitter * rng.normal(size=x[rows].shape) if config.jitter > 0 else 0.0
        yield x[rows] + noise, y[rows]


def update(weights, grads, states, step_of, settings):
    """Every array through the optimiser once; returns new weights and new states."""
    moved = {name: step_of(weights[name], grads[name], states[name], settings) for name in weights}
    return {name: param for name, (param, _) in moved.items()}, {name: state for name, (_, state) in moved.items()}


def step_function(config, optimisers):
    known = {**OPTIMISERS, **(optimisers or {})}
    if config.optimiser not in known:
        raise ValueError(f"unknown optimiser {config.optimiser!r}: know {', '.join(known)}")
    return known[config.optimiser]


def beginning(config, rng):
    """All that changes while training, beside the generator."""
    weights = init_weights(config, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    return {"weights": weights, "states": dict.fromkeys(weights), "step": 0, "history": history}


def one_epoch(config, step_of, data, now, rng):
    """What `now` is after an epoch more."""
    (x, y), (x_val, y_val) = data
    weights, states, step, total = now["weights"], now["states"], now["step"], 0.0
    for x_batch, y_batch in batches(config, x, y, rng):
        loss, grads = loss_and_grads(weights, x_batch, y_batch)
        settings = asdict(config) | {"lr": rate(config, step)}
        weights, states = update(weights, clipped(grads, config.clip), states, step_of, settings)
        total, step = total + loss, step + 1
    z = forward(weights, x_val)[1]
    seen = {
        "train_loss": float(total / len(x)),
        "val_loss": float(losses(z, y_val).mean()),
        "val_accuracy": float(np.mean((z > 0) == y_val)),
    }
    history = {name: [*now["history"][name], value] for name, value in seen.items()}
    return {"weights": weights, "states": states, "step": step, "history": history}


def run_part(config, more, snapshot=None, optimisers=None):
    """Train for some epochs more; returns the result so far, and a snapshot to go on from."""
    config = Config(**config)
    step_of = step_function(config, optimisers)
    rng = np.random.default_rng(config.seed)
    data = make_data(config, rng)
    now = beginning(config, rng)
    if snapshot is not None:
        # A copy, generator included: going on may not change what the caller holds.
        now, rng = deepcopy(snapshot)
    for _ in range(more):
        now = one_epoch(config, step_of, data, now, rng)
    val_loss = now["history"]["val_loss"]
    best_epoch = int(np.argmin(val_loss)) if val_loss else -1
    return {**now["history"], "best_epoch": best_epoch, "weights": now["weights"]}, (now, rng)


def run(config, optimisers=None):
    """Train with these settings; returns the losses of every epoch and the weights at the end."""
    return run_part(config, Config(**config).epochs, None, optimisers)[0]


def self_test(run=run):
    """Losses of the script as it was given, for each optimiser."""
    pinned = {
        "sgd": [0.8609739223378605, 0.7935839222273187, 0.8028500429783704, 0.7335450256357878],
        "heavyball": [0.8563632482130233, 0.7034686245118954, 0.7690945531640988, 0.5826792110183786],
        "adam": [0.8153327845152293, 0.5554375347044598, 0.6550399206112617, 0.4980483845830546],
    }
    for name, expected in pinned.items():
        got = run({"optimiser": name, "lr": 0.05, "epochs": 2})
        np.testing.assert_allclose(got["train_loss"] + got["val_loss"], expected, rtol=1e-9)


if __name__ == "__main__":
    for name, lr in (("sgd", 0.3), ("heavyball", 0.3), ("adam", 0.05)):
        result = run({"optimiser": name, "lr": lr})
        print(name, [round(loss, 4) for loss in result["val_loss"]], "best epoch", result["best_epoch"])
