"""Train with large batches on a small machine: gradients of several micro-batches make one step."""

import math
from collections.abc import Callable

import numpy as np

PAD = -1  # the label of a token that does not count
Params = dict[str, np.ndarray]
MicroBatch = tuple[np.ndarray, np.ndarray]


def clip(grads: Params, max_norm: float) -> Params:
    """Gradients scaled down together, if their common norm is above max_norm."""
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads.values()))
    return {name: g * (max_norm / norm) for name, g in grads.items()} if norm > max_norm else grads


def worker(model: Callable, params: Params, micro_batches: list[MicroBatch]) -> tuple[float, Params, int]:
    """Sums over the tokens that count, which may be added up further; and how many they are."""
    total_loss, tokens = 0.0, 0
    total = {name: np.zeros_like(value) for name, value in params.items()}
    for x, y in micro_batches:
        loss, grads = model(params, x, y)  # means over the tokens of this micro-batch
        count = int((y != PAD).sum())
        for name, grad in grads.items():
            total[name] += count * grad
        total_loss += count * loss
        tokens += count
    return total_loss, total, tokens


def combine(parts: list[tuple[float, Params, int]], max_norm: float) -> tuple[float, Params]:
    """What one big batch of everything that all workers saw would have given."""
    tokens = max(1, sum(count for _, _, count in parts))  # without any token the sums are zero
    loss = sum(part[0] for part in parts) / tokens
    grads = {name: sum(part[1][name] for part in parts) / tokens for name in parts[0][1]}
    return loss, clip(grads, max_norm)


def accumulate(
    model: Callable, params: Params, micro_batches: list[MicroBatch], max_norm: float
) -> tuple[float, Params]:
    """Mean loss and clipped gradients of the micro-batches, as if they were one batch."""
    return combine([worker(model, params, micro_batches)], max_norm)


def train(
    model: Callable, params: Params, micro_batches: list[MicroBatch], *, group: int, lr: float, max_norm: float
) -> tuple[Params, list[float]]:
    """One step of SGD for every `group` micro-batches; the new parameters, and the loss before each step."""
    losses = []
    for start in range(0, len(micro_batches), group):  # the last group may be smaller
        loss, grads = accumulate(model, params, micro_batches[start : start + group], max_norm)
        params = {name: value - lr * grads[name] for name, value in params.items()}
        losses.append(loss)
    return params, losses


def classifier(params: Params, x: np.ndarray, y: np.ndarray) -> tuple[float, Params]:
    """A linear model of tokens x (n, D) with labels y (n,): mean cross-entropy of those that count, and gradients."""
    x, y = x[y != PAD], y[y != PAD]
    scores = x @ params["W"] + params["b"]
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    n = max(1, len(y))
    loss = -float(np.log(p[np.arange(len(y)), y]).sum()) / n
    p[np.arange(len(y)), y] -= 1.0
    return loss, {"W": x.T @ p / n, "b": p.sum(axis=0) / n}


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    params = {"W": rng.normal(size=(5, 3)), "b": np.zeros(3)}
    sizes = (40, 3, 21, 8, 2, 30, 5)
    data = [(rng.normal(size=(n, 5)), rng.integers(3, size=n)) for n in sizes]
    everything = np.concatenate([x for x, _ in data]), np.concatenate([y for _, y in data])
    for max_norm in (math.inf, 0.3):
        loss, grads = accumulate(classifier, params, data, max_norm)
        big_loss, big = accumulate(classifier, params, [everything], max_norm)
        ratio = np.linalg.norm(grads["W"]) / np.linalg.norm(big["W"])
        print(f"max_norm {max_norm}: loss {loss:.3f}, big batch {big_loss:.3f}; ratio of the gradients {ratio:.3f}")
    _, losses = train(classifier, params, data, group=2, lr=0.1, max_norm=math.inf)
    print(f"{len(losses)} steps for {len(data)} micro-batches in groups of 2")
