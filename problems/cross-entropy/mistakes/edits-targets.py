import numpy as np


def cross_entropy(logits, y, ignore=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    ignored = y == ignore
    y[ignored] = 0
    x = np.where(ignored[:, None], 0.0, logits)
    x = x - x.max(axis=1, keepdims=True)
    losses = np.log(np.exp(x).sum(axis=1)) - x[np.arange(len(y)), y]
    losses[ignored] = 0.0
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.sum() / max(1, len(y) - ignored.sum())
