from functools import partial

import numpy as np

_REDUCE = {
    "none": lambda losses, kept: losses,
    "sum": lambda losses, kept: losses.sum(),
    "mean": lambda losses, kept: losses[kept].mean() if kept.any() else 0.0,
}


def cross_entropy(logits, y, ignore=-100, reduction="mean"):
    """Safe labels and safe logits in place of the ignored ones, then a gather along the classes."""
    if reduction not in _REDUCE:
        raise ValueError(f"no reduction {reduction!r}")
    kept = y != ignore
    labels = np.where(kept, y, 0)
    x = logits.copy()
    x[~kept] = 0.0
    x -= x.max(axis=-1, keepdims=True)
    picked = np.take_along_axis(x, labels[:, None], axis=-1)[:, 0]
    losses = np.log(np.exp(x).sum(axis=-1)) - picked
    losses[~kept] = 0.0
    return _REDUCE[reduction](losses, kept)


def smoothed_cross_entropy(logits, y, smoothing, ignore=-100):
    """Linear in q: a blend of the plain loss and of the loss against every class."""
    kept = np.nonzero(y != ignore)[0]
    rows, C = logits[kept], logits.shape[1]
    loss = partial(cross_entropy, rows, ignore=-1)
    hard = loss(y[kept])
    even = sum(loss(np.full(len(kept), k)) for k in range(C)) / C
    p = np.exp(rows - rows.max(axis=1, keepdims=True)) if len(kept) else rows
    p = p / p.sum(axis=1, keepdims=True)
    p -= smoothing / C
    np.subtract.at(p, (np.arange(len(kept)), y[kept]), 1 - smoothing)
    grad = np.zeros(logits.shape)
    grad[kept] = p / max(len(kept), 1)
    return (1 - smoothing) * hard + smoothing * even, grad
