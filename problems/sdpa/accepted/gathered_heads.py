import numpy as np


def softmax(row):
    exps = np.exp(row - row.max())
    return exps / exps.sum()


def queries(q, k, mask):
    """Each query with its head, the keys it may look at and their weights; queries without a key are left out."""
    mask = np.broadcast_to(True if mask is None else mask, q.shape[:-1] + (k.shape[-2],))
    for at in np.ndindex(q.shape[:-1]):
        head, kept = at[:2], np.flatnonzero(mask[at])
        if kept.size:
            yield at, head, kept, softmax(k[head][kept] @ q[at] / q.shape[-1] ** 0.5)


def sdpa(q, k, v, mask=None):
    """Drop the masked keys of each query by indexing; what is left needs no -inf."""
    out = np.zeros(q.shape[:-1] + v.shape[-1:])
    for at, head, kept, weights in queries(q, k, mask):
        out[at] = weights @ v[head][kept]
    return out


def sdpa_grad(q, k, v, mask, dout):
    dq, dk, dv = np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
    for at, head, kept, weights in queries(q, k, mask):
        jacobian = (np.diag(weights) - np.outer(weights, weights)) / q.shape[-1] ** 0.5
        slopes = jacobian @ (v[head][kept] @ dout[at])
        dq[at] = slopes @ k[head][kept]
        dk[head][kept] += np.outer(slopes, q[at])
        dv[head][kept] += np.outer(weights, dout[at])
    return dq, dk, dv
