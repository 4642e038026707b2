import numpy as np


def ln_fwd(x, g, b, eps):
    mean = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True)
    std = np.sqrt(var + eps)
    xhat = (x - mean) / std
    return xhat * g + b, (x, xhat, std, var, g)


def ln_bwd(dy, cache):
    x, xhat, std, var, g = cache
    db = dy.sum(axis=0)
    dg = (dy * xhat).sum(axis=0)
    dh = dy * g
    dx = (dh - dh.mean(axis=-1, keepdims=True) - xhat * (dh * xhat).mean(axis=-1, keepdims=True)) / std
    return dx, dg, db
