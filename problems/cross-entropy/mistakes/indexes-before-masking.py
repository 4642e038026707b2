import numpy as np


def cross_entropy(logits, y, ignore=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    x = logits - logits.max(axis=1, keepdims=True)
    log_p = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    losses = -log_p[np.arange(len(y)), y]
    kept = y != ignore
    losses = np.where(kept, losses, 0.0)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.sum() / max(1, kept.sum())
