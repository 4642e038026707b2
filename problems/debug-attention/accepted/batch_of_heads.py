"""Heads folded into the batch, two-dimensional matrices from there on, and a log-softmax."""

import numpy as np


class Attention:
    def __init__(self, n_heads, length):
        self.n_heads = n_heads
        self.allowed = np.tri(length, dtype=bool)

    def fold(self, y):
        """(B, T, D) to (H * B, T, d), head by head."""
        return np.concatenate(np.array_split(y, self.n_heads, axis=2))

    def unfold(self, y):
        return np.concatenate(np.array_split(y, self.n_heads), axis=2)

    def __call__(self, q, k, v):
        q, k, v = map(self.fold, (q, k, v))
        scores = np.matmul(q, np.transpose(k, (0, 2, 1)))
        scores = scores / float(q.shape[2]) ** 0.5
        scores = np.where(self.allowed, scores, np.finfo(float).min)
        log_weights = scores - np.logaddexp.reduce(scores, axis=2)[:, :, None]
        return self.unfold(np.matmul(np.exp(log_weights), v))


def mha(x, wq, wk, wv, wo, n_heads):
    x = np.asarray(x)
    return Attention(n_heads, x.shape[1])(x.dot(wq), x.dot(wk), x.dot(wv)).dot(wo)
