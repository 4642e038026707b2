import copy
import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
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

    def lr_at(self, step):
        return self.lr if step >= self.warmup else self.lr * ((step + 1) / self.warmup)


class Optimiser:
    """Holds what it remembers of each array; one is made for each run."""

    def __init__(self, settings):
        self.settings = settings
        self.memory = {}
        self.steps = 0

    def step(self, net, grads):
        lr = self.settings.lr_at(self.steps)
        self.steps += 1
        for name, grad in grads.items():
            param = net[name]
            decay = self.settings.weight_decay if name.startswith("W") else 0.0
            net[name] = self.update(name, param, grad, decay, lr)


class SGD(Optimiser):
    def update(self, name, param, grad, decay, lr):
        return (1 - lr * decay) * param - lr * grad


class HeavyBall(Optimiser):
    def update(self, name, param, grad, decay, lr):
        velocity = self.memory.setdefault(name, np.zeros_like(param))
        velocity *= self.settings.momentum
        velocity -= lr * (grad + decay * param)
        return param + velocity


class Adam(Optimiser):
    def update(self, name, param, grad, decay, lr):
        s = self.settings
        m, v = self.memory.setdefault(name, (np.zeros_like(param), np.zeros_like(param)))
        m += (1 - s.momentum) * (grad - m)
        v += (1 - s.beta2) * (grad * grad - v)
        corrected = m / (1 - s.momentum**self.steps)
        spread = np.sqrt(v / (1 - s.beta2**self.steps))
        return param - lr * corrected / (spread + s.eps) - lr * decay * param


class FromFunction(Optimiser):
    """A function of (param, grad, state, settings), as callers bring them."""

    def __init__(self, settings, function):
        super().__init__(settings)
        self.function = function

    def update(self, name, param, grad, decay, lr):
        values = dataclasses.asdict(dataclasses.replace(self.settings, lr=lr))
        new, self.memory[name] = self.function(param, grad, self.memory.get(name), values)
        return new


OPTIMISERS = dict(sgd=SGD, heavyball=HeavyBall, adam=Adam)


class Data:
    def __init__(self, s, rng):
        angle = rng.uniform(0, np.pi, s.n)
        label = np.arange(s.n) % 2
        x = np.where(label == 1, 1 - np.cos(angle), np.cos(angle))
        y = np.where(label == 1, 0.5 - np.sin(angle), np.sin(angle))
        points = np.column_stack([x, y]) + s.noise * rng.normal(size=(s.n, 2))
        order = rng.permutation(s.n)
        points, label = points[order], label[order]
        cut = s.n // 5
        self.val, self.train = (points[:cut], label[:cut]), (points[cut:], label[cut:])


class Trainer:
    def __init__(self, settings, optimiser):
        self.s = settings
        self.optimiser = optimiser
        self.rng = np.random.default_rng(settings.seed)
        self.data = Data(settings, self.rng)
        h = settings.hidden
        first, second = self.rng.normal(size=(2, h)), self.rng.normal(size=(h, 1))
        self.rows = []
        self.net = dict(W1=first / 2**0.5, b1=np.zeros(h), W2=second / h**0.5, b2=np.zeros(1))

    def logits(self, x):
        self.h = np.tanh(x @ self.net["W1"] + self.net["b1"])
        return self.h @ self.net["W2"][:, 0] + self.net["b2"][0]

    @staticmethod
    def loss(z, y):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z

    def gradients(self, x, y, z):
        d = (1 / (1 + np.exp(-z)) - y) / len(y)
        dh = np.outer(d, self.net["W2"]) * (1 - self.h * self.h)
        grads = dict(W1=x.T @ dh, b1=dh.sum(0), W2=(d @ self.h)[:, None], b2=np.array([d.sum()]))
        norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
        factor = min(1.0, self.s.clip / norm) if norm > 0 else 1.0
        return {name: factor * g for name, g in grads.items()}

    def epoch(self):
        x, y = self.data.train
        order = self.rng.permutation(len(y))
        total = 0.0
        for rows in (order[i : i + self.s.batch_size] for i in range(0, len(y), self.s.batch_size)):
            batch = x[rows]
            if self.s.jitter > 0:
                batch = batch + self.s.jitter * self.rng.normal(size=batch.shape)
            z = self.logits(batch)
            total += self.loss(z, y[rows]).sum()
            self.optimiser.step(self.net, self.gradients(batch, y[rows], z))
        return float(total / len(y))

    def fit(self, count):
        x, y = self.data.val
        for _ in range(count):
            train = self.epoch()
            z = self.logits(x)
            self.rows.append((train, float(self.loss(z, y).mean()), float(((z > 0) == y).mean())))
        return self

    def result(self):
        train, val, accuracy = ([row[i] for row in self.rows] for i in range(3))
        best = min(range(len(val)), key=val.__getitem__, default=-1)
        return {
            "train_loss": train,
            "val_loss": val,
            "val_accuracy": accuracy,
            "best_epoch": best,
            "weights": self.net,
        }

    def save(self):
        parts = self.net, self.rows, self.optimiser.memory, self.optimiser.steps, self.rng.bit_generator.state
        return copy.deepcopy(parts)

    def load(self, saved):
        saved = copy.deepcopy(saved)
        self.net, self.rows, self.optimiser.memory, self.optimiser.steps, self.rng.bit_generator.state = saved


def trainer(config, optimisers):
    settings = Settings(**config)
    name = settings.optimiser
    if optimisers and name in optimisers:
        optimiser = FromFunction(settings, optimisers[name])
    elif name in OPTIMISERS:
        optimiser = OPTIMISERS[name](settings)
    else:
        raise ValueError(name)
    return Trainer(settings, optimiser)


def run(config, optimisers=None):
    new = trainer(config, optimisers)
    return new.fit(new.s.epochs).result()


def run_part(config, more, snapshot=None, optimisers=None):
    part = trainer(config, optimisers)
    if snapshot is not None:
        part.load(snapshot)
    return part.fit(more).result(), part.save()


class _Numbers:
    pinned = (0.6525, 0.5057, 0.4469, 0.4184, 0.4007, 0.389)


def self_test(run=run):
    for got, pinned in zip(run({})["val_loss"], _Numbers.pinned, strict=True):
        assert abs(got - pinned) < 1e-4
