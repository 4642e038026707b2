import numpy as np


def softmax(x, axis=-1):
    x = np.asarray(x, dtype=x.dtype if x.dtype.kind == "f" else np.float64)
    top = x.max(axis=-1, keepdims=True)
    exps = np.exp(x - np.where(np.isfinite(top), top, np.zeros_like(top)))
    total = exps.sum(axis=-1, keepdims=True)
    return np.divide(exps, total, out=np.zeros_like(exps), where=total > 0)
