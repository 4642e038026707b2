import numpy as np


def cross_entropy(logits, y, ignore=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    kept = y != ignore
    x = logits[kept]
    x = x - x.max(initial=-np.inf)
    rows = np.log(np.exp(x).sum(axis=1)) - x[np.arange(len(x)), y[kept]]
    losses = np.zeros(len(y))
    losses[kept] = rows
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.sum() / max(1, kept.sum())
