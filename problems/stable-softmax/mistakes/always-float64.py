import numpy as np


def softmax(x, axis=-1):
    x = np.array(x, dtype=np.float64)
    top = x.max(axis=axis, keepdims=True)
    top[~np.isfinite(top)] = 0.0
    exps = np.exp(x - top)
    total = exps.sum(axis=axis, keepdims=True)
    return np.divide(exps, total, out=np.zeros_like(exps), where=total > 0)
