"""The shape of a library: small processors of logits in a row, and a draw at the end."""

import numpy as np


class Temperature:
    def __init__(self, value):
        self.value = value

    def __call__(self, row):
        return (row - row.max()) / self.value


class TopK:
    def __init__(self, k):
        self.k = k

    def __call__(self, row):
        out = np.full_like(row, -np.inf)
        keep = np.lexsort((np.arange(row.size), -row))[: self.k]
        out[keep] = row[keep]
        return out


class TopP:
    def __init__(self, p):
        self.p = p

    def __call__(self, row):
        probs = np.exp(row - np.logaddexp.reduce(row))
        order = np.lexsort((np.arange(row.size), -row))
        reached = np.searchsorted(np.cumsum(probs[order]), self.p)  # the first place that reaches p
        out = row.copy()
        out[order[reached + 1 :]] = -np.inf
        return out


def sample(logits, temp, top_k, top_p, rng):
    if temp == 0.0:
        return np.array([int(np.flatnonzero(row == row.max())[0]) for row in logits])
    chain = [Temperature(temp)]
    if top_k is not None and top_k < logits.shape[1]:
        chain.append(TopK(top_k))
    if top_p < 1.0:
        chain.append(TopP(top_p))
    tokens = np.empty(len(logits), dtype=np.int32)
    for i, row in enumerate(logits):
        for process in chain:
            row = process(row)
        cdf = np.cumsum(np.exp(row - row.max()))
        tokens[i] = np.searchsorted(cdf, rng.uniform(0.0, cdf[-1]), side="right")
    return tokens
