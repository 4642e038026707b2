import numpy as np


def rotate_half(x):
    first, second = np.split(x, 2, axis=-1)
    return np.concatenate((-second, first), axis=-1)


def rope(x, pos, base=10000.0):
    """The way libraries write it: one product with the cosine, one with the sine."""
    d = x.shape[-1]
    if d % 2 == 1:
        raise ValueError("d must be even")
    inverse = 1.0 / (base ** (np.arange(0, d, 2, dtype=np.float64) / d))
    freqs = np.einsum("t,f->tf", pos.astype(np.float64), inverse)
    emb = np.concatenate((freqs, freqs), axis=-1)[None, None]
    out = x * np.cos(emb) + rotate_half(x) * np.sin(emb)
    return out.astype(x.dtype)


def half_layout(w, n_heads):
    """By a list of column numbers."""
    d = w.shape[1] // n_heads
    inside = np.concatenate([np.arange(0, d, 2), np.arange(1, d, 2)])
    return w[:, (np.arange(n_heads)[:, None] * d + inside).ravel()]
