import numpy as np


def softmax(x, axis=-1):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    top = x.max(axis=axis, keepdims=True)
    x -= np.where(np.isfinite(top), top, 0)
    np.exp(x, out=x)
    total = x.sum(axis=axis, keepdims=True)
    x /= np.where(total > 0, total, 1)
    return x
