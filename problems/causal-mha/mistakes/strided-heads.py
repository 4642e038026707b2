import numpy as np


def mha(x, Wq, Wk, Wv, Wo, n_heads):
    B, T, D = x.shape
    d = D // n_heads
    q = (x @ Wq).reshape(B, T, d, n_heads).transpose(0, 3, 1, 2)
    k = (x @ Wk).reshape(B, T, d, n_heads).transpose(0, 3, 1, 2)
    v = (x @ Wv).reshape(B, T, d, n_heads).transpose(0, 3, 1, 2)
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(d)
    mask = np.tril(np.ones((T, T), dtype=bool))
    scores = np.where(mask, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    out = (weights @ v).transpose(0, 2, 3, 1).reshape(B, T, D)
    return out @ Wo
