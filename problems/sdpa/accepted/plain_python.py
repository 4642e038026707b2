import math

import numpy as np


def attend(query, keys, values, kept, width):
    """One query over the keys it may see, in plain numbers."""
    seen = [s for s in range(len(keys)) if kept[s]]
    if not seen:
        return [0.0] * width
    root = math.sqrt(len(query))
    scores = {s: sum(a * b for a, b in zip(query, keys[s])) / root for s in seen}
    top = max(scores.values())
    weights = {s: math.exp(scores[s] - top) for s in seen}
    total = math.fsum(weights.values())
    return [math.fsum(weights[s] * values[s][c] for s in seen) / total for c in range(width)]


def sdpa(q, k, v, mask=None):
    batch, heads, queries, _ = q.shape
    keys, width = v.shape[2:]
    allowed = np.broadcast_to(True if mask is None else mask, (batch, heads, queries, keys)).tolist()
    q, k, v = q.tolist(), k.tolist(), v.tolist()
    return np.array(
        [
            [
                [attend(q[b][h][t], k[b][h], v[b][h], allowed[b][h][t], width) for t in range(queries)]
                for h in range(heads)
            ]
            for b in range(batch)
        ]
    )
