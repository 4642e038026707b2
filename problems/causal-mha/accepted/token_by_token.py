import math

import numpy as np


def mha(x, Wq, Wk, Wv, Wo, n_heads, n_kv_heads=None):
    """As in decoding: each token looks at a growing list of keys and values; no mask is needed."""
    width = x.shape[-1] // n_heads
    sharing = 1 if n_kv_heads is None else n_heads // n_kv_heads
    rows = []
    for item in x:
        keys, values = [], []
        for token in item:
            query = token @ Wq
            keys.append(token @ Wk)
            values.append(token @ Wv)
            result = []
            for h in range(n_heads):
                q = query[h * width : (h + 1) * width]
                at = h // sharing * width
                scores = [math.fsum(q * k[at : at + width]) / math.sqrt(width) for k in keys]
                top = max(scores)
                weights = [math.exp(s - top) for s in scores]
                total = sum(weights)
                result.append(sum(w / total * v[at : at + width] for w, v in zip(weights, values)))
            rows.append(np.concatenate(result) @ Wo)
    return np.array(rows).reshape(x.shape)
