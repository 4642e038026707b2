import numpy as np


def cross_entropy(logits, y, ignore=-100, reduction="mean"):
    """No gather: a boolean (N, C) table of targets, and `where` before any arithmetic."""
    keep = (y != ignore)[:, None]
    x = np.where(keep, logits, 0.0)
    hit = (np.arange(x.shape[1]) == y[:, None]) & keep
    lse = np.logaddexp.reduce(x, axis=1, keepdims=True)
    losses = ((lse - x) * hit).sum(axis=1)
    match reduction:
        case "none":
            return losses
        case "sum":
            return losses.sum()
        case "mean":
            return losses.sum() / np.maximum(keep.sum(), 1)
    raise ValueError("unknown reduction")


def smoothed_cross_entropy(logits, y, smoothing, ignore=-100):
    keep = (y != ignore)[:, None]
    C = logits.shape[1]
    x = np.where(keep, logits, 0.0)
    logp = x - np.logaddexp.reduce(x, axis=1, keepdims=True)
    q = (1 - smoothing) * (np.arange(C) == y[:, None]) + smoothing / C
    n = np.maximum(keep.sum(), 1)
    return (-q * logp * keep).sum() / n, (np.exp(logp) - q) * keep / n
