"""Two passes: how many tokens the group has is known before the first gradient, which is then weighted at once."""

import numpy as np


def clip(grads, max_norm):
    norm = np.sqrt(sum(np.vdot(g, g) for g in grads.values()))
    factor = min(1.0, max_norm / norm) if norm else 1.0
    return {name: factor * g for name, g in grads.items()}


def accumulate(model, params, micro_batches, max_norm):
    counts = [np.count_nonzero(y >= 0) for _, y in micro_batches]
    loss, total = 0.0, {name: 0.0 * value for name, value in params.items()}
    for (x, y), count in zip(micro_batches, counts):
        if not count:
            continue
        share = count / sum(counts)
        part, grads = model(params, x, y)
        loss += share * part
        total = {name: total[name] + share * grads[name] for name in total}
    return loss, clip(total, max_norm)


def train(model, params, micro_batches, *, group, lr, max_norm):
    losses = []
    remaining = micro_batches
    while remaining:
        now, remaining = remaining[:group], remaining[group:]
        loss, grads = accumulate(model, params, now, max_norm)
        params = {name: params[name] - lr * grads[name] for name in params}
        losses.append(loss)
    return params, losses
