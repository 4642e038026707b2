import numpy as np


def sample(logits, temp, top_k, top_p, rng):
    """Draw from the whole softmax and throw away what the filters would have dropped, until all rows have a token."""
    B, V = logits.shape
    order = np.argsort(-logits, axis=1, kind="stable")
    if temp == 0:
        return order[:, 0].copy()
    ordered = np.take_along_axis(logits, order, axis=1)
    p = np.exp((ordered - ordered[:, :1]) / temp)
    limit = p[:, : top_k or V].sum(axis=1) * top_p
    cdf = np.cumsum(p, axis=1)
    ahead = np.concatenate([np.zeros((B, 1)), cdf[:, :-1]], axis=1)
    allowed = (ahead < limit[:, None] * (1 - 1e-12)) & (np.arange(V) < (top_k or V))
    allowed[:, 0] = True
    tokens = np.full(B, -1)
    while (tokens < 0).any():
        waiting = np.flatnonzero(tokens < 0)
        rank = (cdf[waiting] <= rng.random(len(waiting))[:, None] * cdf[waiting, -1:]).sum(axis=1)
        good = allowed[waiting, rank]
        tokens[waiting[good]] = order[waiting[good], rank[good]]
    return tokens
