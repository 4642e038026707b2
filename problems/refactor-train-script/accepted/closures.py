from dataclasses import asdict, dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Config:
    optimiser: str = "sgd"
    lr: float = 0.3
    momentum: float = 0.9
    beta2: float = 0.99
    eps: float = 1e-8
    weight_decay: float = 1e-3
    clip: float = 1.0
    warmup: int = 5
    seed: int = 0
    n: int = 150
    noise: float = 0.15
    jitter: float = 0.02
    hidden: int = 12
    epochs: int = 6
    batch_size: int = 32


def sgd(cfg):
    return lambda w, g, decay, lr: w - lr * g - lr * decay * w


def heavyball(cfg):
    velocity = 0.0

    def step(w, g, decay, lr):
        nonlocal velocity
        velocity = cfg.momentum * velocity - lr * g - lr * decay * w
        return w + velocity

    return step


def adam(cfg):
    m = v = 0.0
    steps = 0

    def step(w, g, decay, lr):
        nonlocal m, v, steps
        steps += 1
        m = cfg.momentum * m + (1 - cfg.momentum) * g
        v = cfg.beta2 * v + (1 - cfg.beta2) * np.square(g)
        m_scale, v_scale = 1 / (1 - cfg.momentum**steps), 1 / (1 - cfg.beta2**steps)
        return w - lr * (m_scale * m / (np.sqrt(v_scale * v) + cfg.eps)) - lr * decay * w

    return step


def from_function(function):
    def make(cfg):
        state = None

        def step(w, g, decay, lr):
            nonlocal state
            w, state = function(w, g, state, asdict(replace(cfg, lr=lr)))
            return w

        return step

    return make


BUILT_IN = (("sgd", sgd), ("heavyball", heavyball), ("adam", adam))


def factory(name, extra):
    makers = dict(BUILT_IN)
    for key, function in (extra or {}).items():
        makers[key] = from_function(function)
    try:
        return makers[name]
    except KeyError:
        raise ValueError(f"no optimiser {name}") from None


def moons(cfg, rng):
    t = rng.uniform(0, np.pi, cfg.n)
    y = np.arange(cfg.n) % 2
    sign = 1 - 2 * y
    x = np.stack([y + sign * np.cos(t), 0.5 * y + sign * np.sin(t)], axis=-1) + cfg.noise * rng.normal(size=(cfg.n, 2))
    order = rng.permutation(cfg.n)
    return x[order], y[order]


def model(arrays, x):
    w1, b1, w2, b2 = arrays
    h = np.tanh(b1 + x @ w1)
    return h, (b2 + h @ w2).ravel()


def gradients(arrays, x, h, z, y):
    d = ((np.exp(z) / (1 + np.exp(z)) - y) / len(y)).reshape(-1, 1)
    dh = d @ arrays[2].T * (1 - h**2)
    return [x.T @ dh, dh.sum(0), h.T @ d, d.sum(0)]


def clip(grads, bound):
    length = sum(float((g * g).sum()) for g in grads) ** 0.5
    return [g / max(1.0, length / bound) for g in grads]


def mean_loss(z, y):
    return np.mean(np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z)))


def one_epoch(cfg, rng, arrays, steppers, x, y, first):
    order, losses = rng.permutation(len(y)), 0.0
    for k, start in enumerate(range(0, len(y), cfg.batch_size), start=first):
        rows = order[start : start + cfg.batch_size]
        xb, yb = x[rows], y[rows]
        if cfg.jitter > 0:
            xb = xb + rng.normal(size=xb.shape) * cfg.jitter
        h, z = model(arrays, xb)
        losses += len(rows) * mean_loss(z, yb)
        lr = cfg.lr * min(1.0, (k + 1) / cfg.warmup) if cfg.warmup else cfg.lr
        grads = clip(gradients(arrays, xb, h, z, yb), cfg.clip)
        decays = (cfg.weight_decay, 0.0, cfg.weight_decay, 0.0)
        arrays = [step(w, g, d, lr) for step, w, g, d in zip(steppers, arrays, grads, decays)]
    return arrays, losses / len(y), k + 1


def run(config, optimisers=None):
    cfg = Config(**config)
    make = factory(cfg.optimiser, optimisers)
    rng = np.random.default_rng(cfg.seed)
    x, y = moons(cfg, rng)
    held_out = cfg.n // 5
    w1 = rng.normal(size=(2, cfg.hidden)) / np.sqrt(2)
    w2 = rng.normal(size=(cfg.hidden, 1)) / np.sqrt(cfg.hidden)
    arrays = [w1, np.zeros(cfg.hidden), w2, np.zeros(1)]
    steppers = [make(cfg) for _ in arrays]
    rows, steps, best = [], 0, (np.inf, -1)
    for epoch in range(cfg.epochs):
        arrays, train, steps = one_epoch(cfg, rng, arrays, steppers, x[held_out:], y[held_out:], steps)
        z = model(arrays, x[:held_out])[1]
        val = mean_loss(z, y[:held_out])
        best = min(best, (val, epoch))
        rows.append((train, val, np.mean((z > 0) == y[:held_out])))
    columns = [list(column) for column in zip(*rows)] or [[], [], []]
    result = dict(zip(("train_loss", "val_loss", "val_accuracy"), columns))
    return result | {"best_epoch": best[1], "weights": dict(zip(("W1", "b1", "W2", "b2"), arrays))}


def self_test(run=run):
    expected = {"sgd": 0.7335450256357878, "heavyball": 0.5826792110183786, "adam": 0.4980483845830546}
    got = {name: run({"optimiser": name, "lr": 0.05, "epochs": 2})["val_loss"][-1] for name in expected}
    assert all(abs(got[name] - value) < 1e-8 for name, value in expected.items()), got
