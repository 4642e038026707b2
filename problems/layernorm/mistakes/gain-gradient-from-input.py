import numpy as np


def ln_fwd(x, g, b, eps):
    mean = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True)
    std = np.sqrt(var + eps)
    xhat = (x - mean) / std
    return xhat * g + b, (x, xhat, std, var, g)


def ln_bwd(dy, cache):
    x, xhat, std, var, g = cache
    rows = tuple(range(dy.ndim - 1))
    db = dy.sum(axis=rows)
    dg = (dy * x).sum(axis=rows)
    dh = dy * g
    dx = (dh - dh.mean(axis=-1, keepdims=True) - xhat * (dh * xhat).mean(axis=-1, keepdims=True)) / std
    return dx, dg, db
