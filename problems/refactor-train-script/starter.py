"""Trains the small classifier from the group meeting, with one of three optimisers."""

import numpy as np

CONFIG = {"seed": 0, "n": 150, "optimiser": "sgd", "epochs": 6}
LR = 0.3
MOMENTUM = 0.9
WARMUP = 10
EPS = 1e-8
WEIGHT_DECAY = 1e-3
RNG = None
W1 = b1 = W2 = b2 = None
MEMORY = {}
STEP = 0
HISTORY = {}


def run(config):
    """Train with these settings; returns the losses of every epoch and the weights at the end."""
    global RNG, W1, b1, W2, b2, STEP
    CONFIG.update(config)
    RNG = np.random.default_rng(CONFIG["seed"])
    STEP = 0
    MEMORY.clear()
    HISTORY.clear()
    HISTORY["train_loss"] = []
    HISTORY["val_loss"] = []
    HISTORY["val_accuracy"] = []
    lr = CONFIG.get("lr", LR)
    wd = CONFIG.get("weight_decay", WEIGHT_DECAY)
    batch_size = CONFIG.get("batch_size", 32)

    # data: two half-moons, the first fifth of a permutation is for validation
    n = CONFIG["n"]
    t = RNG.uniform(0, np.pi, n)
    y = np.arange(n) % 2
    x = np.stack([np.where(y == 1, 1 - np.cos(t), np.cos(t)), np.where(y == 1, 0.5 - np.sin(t), np.sin(t))], axis=1)
    x = x + CONFIG.get("noise", 0.15) * RNG.normal(size=(n, 2))
    order = RNG.permutation(n)
    x_val, y_val = x[order[: n // 5]], y[order[: n // 5]]
    x, y = x[order[n // 5 :]], y[order[n // 5 :]]

    hidden = CONFIG.get("hidden", 12)
    W1 = RNG.normal(size=(2, hidden)) / np.sqrt(2)
    b1 = np.zeros(hidden)
    W2 = RNG.normal(size=(hidden, 1)) / np.sqrt(hidden)
    b2 = np.zeros(1)

    best = np.inf
    best_epoch = -1
    for epoch in range(CONFIG["epochs"]):
        order = RNG.permutation(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            xb = x[order[start : start + batch_size]]
            yb = y[order[start : start + batch_size]]
            if CONFIG.get("jitter", 0.02) > 0:
                xb = xb + CONFIG.get("jitter", 0.02) * RNG.normal(size=xb.shape)

            h = np.tanh(xb @ W1 + b1)
            z = (h @ W2 + b2)[:, 0]
            total += np.sum(np.logaddexp(0, z) - yb * z)
            dz = ((1 / (1 + np.exp(-z)) - yb) / len(yb))[:, None]
            dW2 = h.T @ dz
            db2 = dz.sum(axis=0)
            dh = (dz @ W2.T) * (1 - h**2)
            dW1 = xb.T @ dh
            db1 = dh.sum(axis=0)

            lr_now = lr
            if STEP < CONFIG.get("warmup", 5):
                lr_now = lr * (STEP + 1) / CONFIG.get("warmup", 5)

            if CONFIG["optimiser"] == "sgd":
                norm = np.sqrt(np.sum(dW1**2) + np.sum(db1**2) + np.sum(dW2**2) + np.sum(db2**2))
                if norm > CONFIG.get("clip", 1.0):
                    scale = CONFIG.get("clip", 1.0) / norm
                    dW1, db1, dW2, db2 = dW1 * scale, db1 * scale, dW2 * scale, db2 * scale
                W1 = W1 - lr_now * (dW1 + wd * W1)
                b1 = b1 - lr_now * db1
                W2 = W2 - lr_now * (dW2 + wd * W2)
                b2 = b2 - lr_now * db2
            elif CONFIG["optimiser"] == "heavyball":
                norm = np.sqrt(np.sum(dW1**2) + np.sum(db1**2) + np.sum(dW2**2) + np.sum(db2**2))
                if norm > CONFIG.get("clip", 1.0):
                    scale = CONFIG.get("clip", 1.0) / norm
                    dW1, db1, dW2, db2 = dW1 * scale, db1 * scale, dW2 * scale, db2 * scale
                mu = CONFIG.get("momentum", MOMENTUM)
                MEMORY["W1"] = mu * MEMORY.get("W1", 0) - lr_now * (dW1 + wd * W1)
                MEMORY["b1"] = mu * MEMORY.get("b1", 0) - lr_now * db1
                MEMORY["W2"] = mu * MEMORY.get("W2", 0) - lr_now * (dW2 + wd * W2)
                MEMORY["b2"] = mu * MEMORY.get("b2", 0) - lr_now * db2
                W1 = W1 + MEMORY["W1"]
                b1 = b1 + MEMORY["b1"]
                W2 = W2 + MEMORY["W2"]
                b2 = b2 + MEMORY["b2"]
            elif CONFIG["optimiser"] == "adam":
                norm = np.sqrt(np.sum(dW1**2) + np.sum(db1**2) + np.sum(dW2**2) + np.sum(db2**2))
                if norm > CONFIG.get("clip", 1.0):
                    scale = CONFIG.get("clip", 1.0) / norm
                    dW1, db1, dW2, db2 = dW1 * scale, db1 * scale, dW2 * scale, db2 * scale
                beta1 = CONFIG.get("momentum", MOMENTUM)
                beta2 = CONFIG.get("beta2", 0.99)
                new = []
                for name, w, g in (("W1", W1, dW1), ("b1", b1, db1), ("W2", W2, dW2), ("b2", b2, db2)):
                    MEMORY[name + ".m"] = beta1 * MEMORY.get(name + ".m", 0) + (1 - beta1) * g
                    MEMORY[name + ".v"] = beta2 * MEMORY.get(name + ".v", 0) + (1 - beta2) * g**2
                    m = MEMORY[name + ".m"] / (1 - beta1 ** (STEP + 1))
                    v = MEMORY[name + ".v"] / (1 - beta2 ** (STEP + 1))
                    decay = wd * w if w.ndim == 2 else 0
                    new.append(w - lr_now * (m / (np.sqrt(v) + CONFIG.get("eps", EPS)) + decay))
                W1, b1, W2, b2 = new
            else:
                raise ValueError("unknown optimiser " + str(CONFIG["optimiser"]))
            STEP += 1

        HISTORY["train_loss"].append(float(total / len(x)))
        h = np.tanh(x_val @ W1 + b1)
        z = (h @ W2 + b2)[:, 0]
        val = float(np.mean(np.logaddexp(0, z) - y_val * z))
        HISTORY["val_loss"].append(val)
        HISTORY["val_accuracy"].append(float(np.mean((z > 0) == y_val)))
        if val < best:
            best = val
            best_epoch = epoch
    weights = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    return {**HISTORY, "best_epoch": best_epoch, "weights": weights}


def self_test(run=run):
    """TODO"""


def run_part(config, more, snapshot=None, optimisers=None):
    """For the second stage: leave it until that opens."""
    return {}, None


if __name__ == "__main__":
    for name, rate in (("sgd", 0.3), ("heavyball", 0.3), ("adam", 0.05)):
        result = run({"optimiser": name, "lr": rate})
        print(name, [round(loss, 4) for loss in result["val_loss"]], "best epoch", result["best_epoch"])
