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


def accumulate(
    model: Callable, params: Params, micro_batches: list[MicroBatch], max_norm: float
) -> tuple[float, Params]:
    """Mean loss and clipped gradients of the micro-batches, as if they were one batch."""
    x = np.concatenate([x for x, _ in micro_batches])
    y = np.concatenate([y for _, y in micro_batches])
    loss, grads = model(params, x, y)
    return loss, clip(grads, max_norm)


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
