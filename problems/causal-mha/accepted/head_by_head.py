import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def mha(x, Wq, Wk, Wv, Wo, n_heads, n_kv_heads=None):
    """Every head by slices, and what it adds to the output through its rows of Wo."""
    B, T, D = x.shape
    d = D // n_heads
    group = n_heads // (n_kv_heads or n_heads)
    future = np.arange(T)[:, None] < np.arange(T)
    out = np.zeros((B, T, D))
    for h in range(n_heads):
        mine = slice(h * d, (h + 1) * d)
        shared = slice(h // group * d, (h // group + 1) * d)
        q, k, v = x @ Wq[:, mine], x @ Wk[:, shared], x @ Wv[:, shared]
        scores = q @ np.transpose(k, (0, 2, 1)) / np.sqrt(d)
        scores[:, future] = -np.inf
        out += softmax(scores) @ v @ Wo[mine]
    return out
