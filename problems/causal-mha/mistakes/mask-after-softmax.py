import numpy as np


def mha(x, Wq, Wk, Wv, Wo, n_heads):
    B, T, D = x.shape
    d = D // n_heads
    q = (x @ Wq).reshape(B, T, n_heads, d).transpose(0, 2, 1, 3)
    k = (x @ Wk).reshape(B, T, n_heads, d).transpose(0, 2, 1, 3)
    v = (x @ Wv).reshape(B, T, n_heads, d).transpose(0, 2, 1, 3)
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(d)
    mask = np.tril(np.ones((T, T), dtype=bool))
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    weights = weights * mask
    out = (weights @ v).transpose(0, 2, 1, 3).reshape(B, T, D)
    return out @ Wo
