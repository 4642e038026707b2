import numpy as np

ROWS = 128


def _rows(q, k, v, start):
    """Queries from `start` on see keys up to the last of them: the upper half of the scores is never computed."""
    q = q[:, :, start : start + ROWS]
    end = start + q.shape[2]
    s = np.matmul(q, np.moveaxis(k[:, :, :end], -1, -2)) / np.sqrt(q.shape[-1])
    hidden = np.arange(end) > np.arange(start, end)[:, None]
    np.copyto(s, -np.inf, where=hidden)
    np.exp(np.subtract(s, s.max(axis=3, keepdims=True), out=s), out=s)
    return np.matmul(s, v[:, :, :end]) / s.sum(axis=3, keepdims=True)


def attention(q, k, v):
    return np.concatenate([_rows(q, k, v, start) for start in range(0, q.shape[2], ROWS)], axis=2)


attention_long = attention
