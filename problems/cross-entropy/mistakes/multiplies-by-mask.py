import numpy as np


def cross_entropy(logits, y, ignore=-100, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    mask = (y != ignore).astype(float)
    safe = np.where(y != ignore, y, 0)
    x = logits - logits.max(axis=1, keepdims=True)
    log_p = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    losses = -log_p[np.arange(len(y)), safe] * mask
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.sum() / max(1.0, mask.sum())
