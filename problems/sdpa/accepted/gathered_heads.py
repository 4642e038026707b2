import numpy as np


def softmax(row):
    exps = np.exp(row - row.max())
    return exps / exps.sum()


def sdpa(q, k, v, mask=None):
    """Drop the masked keys of each query by indexing; what is left needs no -inf."""
    out = np.zeros(q.shape[:-1] + v.shape[-1:])
    if mask is None:
        mask = np.ones(k.shape[-2], dtype=bool)
    mask = np.broadcast_to(mask, q.shape[:-1] + (k.shape[-2],))
    for at in np.ndindex(q.shape[:-1]):
        head, kept = at[:2], np.flatnonzero(mask[at])
        if kept.size:
            out[at] = softmax(k[head][kept] @ q[at] / q.shape[-1] ** 0.5) @ v[head][kept]
    return out
