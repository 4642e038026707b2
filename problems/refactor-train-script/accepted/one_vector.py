import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Hyper:
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

    def cuts(self):
        """Where W1, b1, W2 and b2 end in the vector of all weights."""
        return np.cumsum([2 * self.hidden, self.hidden, self.hidden, 1])

    def split(self, vector):
        h, ends = self.hidden, self.cuts()
        parts = np.split(vector, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, [(2, h), (h,), (h, 1), (1,)], strict=True)]

    def decay_of(self):
        h = self.hidden
        return self.weight_decay * np.repeat([1.0, 0.0, 1.0, 0.0], [2 * h, h, h, 1])


def sgd(theta, grad, memory, t, hp):
    return theta - hp.lr * (grad + hp.decay_of() * theta), memory


def heavyball(theta, grad, memory, t, hp):
    memory = hp.momentum * memory[:1] - hp.lr * (grad + hp.decay_of() * theta)
    return theta + memory[0], np.vstack([memory, memory])


def adam(theta, grad, memory, t, hp):
    beta = np.array([[hp.momentum], [hp.beta2]])
    memory = beta * memory + (1 - beta) * np.stack([grad, grad**2])
    m, v = memory / (1 - beta**t)
    return theta - hp.lr * (m / (np.sqrt(v) + hp.eps) + hp.decay_of() * theta), memory


TABLE = {"sgd": sgd, "heavyball": heavyball, "adam": adam}


def per_array(function):
    """A caller's function sees one array at a time, and its state is a list of four."""

    def step(theta, grad, memory, t, hp):
        states = memory if t > 1 else [None] * 4
        settings = dataclasses.asdict(hp)
        done = [function(p, g, s, settings) for p, g, s in zip(hp.split(theta), hp.split(grad), states, strict=True)]
        return np.concatenate([p.ravel() for p, _ in done]), [s for _, s in done]

    return step


def logits(theta, x, hp):
    w1, b1, w2, b2 = hp.split(theta)
    h = np.tanh(x @ w1 + b1)
    return h, (h @ w2 + b2)[:, 0]


def gradient(theta, x, y, h, z, hp):
    delta = (1 / (1 + np.exp(-z)) - y)[:, None] / len(y)
    back = delta * hp.split(theta)[2][:, 0] * (1 - h * h)
    parts = [np.einsum("ni,nj->ij", x, back), back.sum(0), np.einsum("ni,nj->ij", h, delta), delta.sum(0)]
    flat = np.concatenate([part.ravel() for part in parts])
    norm = np.sqrt(flat @ flat)
    return flat * (hp.clip / norm) if norm > hp.clip else flat


def loss(z, y):
    return np.logaddexp(0, z) - y * z


def start(hp, rng):
    t, y = rng.uniform(0, np.pi, hp.n), np.arange(hp.n) % 2
    x = np.stack([np.where(y, 1 - np.cos(t), np.cos(t)), np.where(y, 0.5 - np.sin(t), np.sin(t))]).T
    x = x + hp.noise * rng.normal(size=(hp.n, 2))
    order = rng.permutation(hp.n)
    w1, w2 = rng.normal(size=2 * hp.hidden) / np.sqrt(2), rng.normal(size=hp.hidden) / np.sqrt(hp.hidden)
    return x[order], y[order], np.concatenate([w1, np.zeros(hp.hidden), w2, [0.0]])


def steps(hp, rng, x, y):
    """All batches of all epochs, each with its epoch and how many steps there were with it."""
    t = 0
    for epoch in range(hp.epochs):
        rows = list(rng.permutation(len(y)))
        while rows:
            now, rows, t = rows[: hp.batch_size], rows[hp.batch_size :], t + 1
            noise = hp.jitter * rng.normal(size=(len(now), 2)) if hp.jitter > 0 else np.zeros((len(now), 2))
            yield epoch, t, x[now] + noise, y[now], not rows


def run(config, optimisers=None):
    hp = Hyper(**config)
    table = TABLE | {name: per_array(function) for name, function in (optimisers or {}).items()}
    if hp.optimiser not in table:
        raise ValueError(f"{hp.optimiser} is not one of {sorted(table)}")
    rng = np.random.default_rng(hp.seed)
    x, y, theta = start(hp, rng)
    k = hp.n // 5
    memory, train, val, hits = np.zeros((2, len(theta))), np.zeros(hp.epochs), [], []
    for epoch, t, xb, yb, last in steps(hp, rng, x[k:], y[k:]):
        h, z = logits(theta, xb, hp)
        train[epoch] += loss(z, yb).sum() / (hp.n - k)
        warm = dataclasses.replace(hp, lr=hp.lr * t / hp.warmup) if t <= hp.warmup else hp
        theta, memory = table[hp.optimiser](theta, gradient(theta, xb, yb, h, z, hp), memory, t, warm)
        if last:
            z = logits(theta, x[:k], hp)[1]
            val.append(loss(z, y[:k]).mean())
            hits.append(np.mean((z > 0) == y[:k]))
    best = val.index(min(val)) if val else -1
    weights = dict(zip(("W1", "b1", "W2", "b2"), hp.split(theta), strict=True))
    return dict(train_loss=train.tolist(), val_loss=val, val_accuracy=hits, best_epoch=best, weights=weights)


GOLDEN = [0.8609739223378605, 0.7935839222273187]


def self_test(run=run):
    got = run({"optimiser": "sgd", "lr": 0.05, "epochs": 2})
    np.testing.assert_allclose(got["train_loss"], GOLDEN, rtol=1e-8)
