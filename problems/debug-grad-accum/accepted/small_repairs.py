"""The given program with four small changes; the buffer holds sums, and a counter beside it."""

import math

import numpy as np

PAD = -1


def clip(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads.values()))
    return {name: g * (max_norm / norm) for name, g in grads.items()} if norm > max_norm else grads


def accumulate(model, params, micro_batches, max_norm):
    total_loss = tokens = 0
    total = {name: np.zeros_like(value) for name, value in params.items()}
    for x, y in micro_batches:
        loss, grads = model(params, x, y)
        n = len([label for label in y.tolist() if label != PAD])
        for name, grad in grads.items():
            total[name] += grad * n
        total_loss += loss * n
        tokens += n
    if tokens == 0:
        return 0.0, total
    for name in total:
        total[name] /= tokens
    return total_loss / tokens, clip(total, max_norm)


def train(model, params, micro_batches, *, group, lr, max_norm):
    params = {name: value.copy() for name, value in params.items()}
    losses = []
    waiting = []

    def step():
        loss, grads = accumulate(model, params, waiting, max_norm)
        for name in params:
            params[name] -= lr * grads[name]
        losses.append(loss)
        waiting.clear()

    for micro_batch in micro_batches:
        waiting.append(micro_batch)
        if len(waiting) == group:
            step()
    if waiting:
        step()
    return params, losses
