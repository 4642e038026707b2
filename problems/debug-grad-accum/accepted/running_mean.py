"""A class that keeps a mean and the tokens behind it; two of them can be merged, on one machine or on many."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Mean:
    names: dict
    tokens: int = 0
    loss: float = 0.0
    flat: np.ndarray = field(default=None)

    def __post_init__(self):
        if self.flat is None:
            self.flat = np.zeros(sum(np.size(v) for v in self.names.values()))

    def add(self, loss, flat, tokens):
        self.tokens += tokens
        if tokens:
            self.loss += (loss - self.loss) * tokens / self.tokens
            self.flat = self.flat + (flat - self.flat) * (tokens / self.tokens)
        return self

    def grads(self, max_norm):
        norm = np.linalg.norm(self.flat)
        flat = self.flat * (max_norm / norm) if norm > max_norm else self.flat
        cuts = np.cumsum([np.size(v) for v in self.names.values()])[:-1]
        return {n: part.reshape(np.shape(v)) for (n, v), part in zip(self.names.items(), np.split(flat, cuts))}


def mean_of(model, params, micro_batches):
    mean = Mean(params)
    for x, y in micro_batches:
        loss, grads = model(params, x, y)
        mean.add(loss, np.concatenate([np.ravel(grads[name]) for name in params]), int(sum(y != -1)))
    return mean


def accumulate(model, params, micro_batches, max_norm):
    mean = mean_of(model, params, micro_batches)
    return mean.loss, mean.grads(max_norm)


def train(model, params, micro_batches, *, group, lr, max_norm):
    losses, pending = [], []
    for i, each in enumerate(micro_batches, start=1):
        pending.append(each)
        if len(pending) < group and i < len(micro_batches):
            continue
        loss, grads = accumulate(model, params, pending, max_norm)
        params = {name: value + -lr * grads[name] for name, value in params.items()}
        losses.append(loss)
        pending = []
    return params, losses


def worker(model, params, micro_batches):
    mean = mean_of(model, params, micro_batches)
    return {"tokens": mean.tokens, "loss": mean.loss, "grads": mean.grads(np.inf)}


def combine(parts, max_norm):
    names = parts[0]["grads"]
    mean = Mean(names)
    for part in parts:
        mean.add(part["loss"], np.concatenate([np.ravel(part["grads"][name]) for name in names]), part["tokens"])
    return mean.loss, mean.grads(max_norm)
