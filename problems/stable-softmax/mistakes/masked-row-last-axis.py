import numpy as np


def softmax(x, axis=-1):
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    exps = np.exp(x - x.max(axis=axis, keepdims=True))
    out = exps / exps.sum(axis=axis, keepdims=True)
    out[np.isneginf(x).all(axis=-1)] = 0
    return out
