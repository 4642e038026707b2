import numpy as np


def ranks(logits):
    """The place of every token in its row, the most likely first, equal ones by their numbers."""
    return np.argsort(np.argsort(-logits, axis=-1, kind="stable"), axis=-1)


def sample(logits, temp, top_k, top_p, rng, min_p=0.0):
    """Filters as masks in the order of the tokens; the draw is an argmax over noisy logits."""
    if not temp:
        return np.argmax(logits, axis=1)
    top = logits.max(axis=1, keepdims=True)
    z = np.where(np.isneginf(logits), -np.inf, (logits - top) / temp)
    rank = ranks(logits)
    if top_k is not None:
        z = np.where(rank < top_k, z, -np.inf)
    p = np.exp(z)
    p = p / p.sum(axis=1, keepdims=True)
    if top_p < 1:
        likelier = np.zeros_like(p)
        np.put_along_axis(likelier, np.argsort(rank, axis=1), np.cumsum(-np.sort(-p, axis=1), axis=1), axis=1)
        z = np.where(likelier - p < top_p - 1e-12, z, -np.inf)
    z = np.where(np.exp(z) < min_p, -np.inf, z)
    return np.argmax(z + rng.gumbel(size=z.shape), axis=1)
