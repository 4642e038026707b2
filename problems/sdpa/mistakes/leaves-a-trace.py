import numpy as np


def sdpa(q, k, v, mask=None):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        lowest = np.where(mask, scores, np.inf).min(axis=-1, keepdims=True)
        scores = np.where(mask, scores, np.where(np.isfinite(lowest), lowest, 0.0) - 100.0)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    if mask is not None:
        weights = weights * mask.any(axis=-1, keepdims=True)
    return weights @ v
