import numpy as np


def sample(logits, temp, top_k, top_p, rng):
    B, V = logits.shape
    if temp == 0:
        return logits.argmax(axis=-1)
    order = np.argsort(-logits, axis=-1, kind="stable")
    scaled = np.take_along_axis(logits, order, axis=-1) / temp
    probs = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    if top_k is not None:
        probs[:, top_k:] = 0.0
    probs /= probs.sum(axis=-1, keepdims=True)
    keep = np.cumsum(probs, axis=-1) - probs < top_p
    probs = np.where(keep, probs, 0.0)
    probs /= probs.sum(axis=-1, keepdims=True)
    cdf = np.cumsum(probs, axis=-1)
    rank = np.minimum((cdf <= rng.random((B, 1))).sum(axis=-1), (probs > 0).sum(axis=-1) - 1)
    return rank
