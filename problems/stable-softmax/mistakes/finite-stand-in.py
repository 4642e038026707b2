import numpy as np


def softmax(x, axis=-1):
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    masked = np.isneginf(x)
    x = np.where(masked, np.array(-1e9, dtype=x.dtype), x)
    exps = np.exp(x - x.max(axis=axis, keepdims=True))
    exps[masked] = 0
    total = exps.sum(axis=axis, keepdims=True)
    return np.divide(exps, total, out=np.zeros_like(exps), where=total > 0)
