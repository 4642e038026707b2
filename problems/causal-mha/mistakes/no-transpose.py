import numpy as np


def mha(x, Wq, Wk, Wv, Wo, n_heads):
    B, T, D = x.shape
    d = D // n_heads
    q = (x @ Wq).reshape(B, n_heads, T, d)
    k = (x @ Wk).reshape(B, n_heads, T, d)
    v = (x @ Wv).reshape(B, n_heads, T, d)
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(d)
    mask = np.tril(np.ones((T, T), dtype=bool))
    scores = np.where(mask, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    out = (weights @ v).reshape(B, T, D)
    return out @ Wo
