"""The chain rule one operation at a time; the cache holds the inputs, and everything is computed again."""

import numpy as np


def _stats(x, eps):
    mu = np.mean(x, axis=-1, keepdims=True)
    var = np.var(x, axis=-1, keepdims=True)
    return mu, var, np.sqrt(var + eps)


def ln_fwd(x, g, b, eps):
    mu, _, std = _stats(x, eps)
    return g * ((x - mu) / std) + b, [x.copy(), g.copy(), float(eps)]


def ln_bwd(dy, cache):
    x, g, eps = cache
    D = x.shape[-1]
    mu, var, std = _stats(x, eps)
    flat = dy.reshape(-1, D)
    dg = np.einsum("nd,nd->d", flat, ((x - mu) / std).reshape(-1, D))
    db = flat.sum(axis=0)
    dxhat = dy * g
    dvar = np.sum(dxhat * (x - mu), axis=-1, keepdims=True) * -0.5 * (var + eps) ** -1.5
    dmu = np.sum(-dxhat / std, axis=-1, keepdims=True) + dvar * np.mean(-2 * (x - mu), axis=-1, keepdims=True)
    return dxhat / std + dvar * 2 * (x - mu) / D + dmu / D, dg, db


def rms_fwd(x, g, eps):
    rms = np.sqrt(np.mean(np.square(x), axis=-1, keepdims=True) + eps)
    return g * x / rms, {"x": x, "g": g, "rms": rms}


def rms_bwd(dy, cache):
    x, g, r = cache["x"], cache["g"], cache["rms"]
    axes = tuple(range(x.ndim - 1))
    dot = np.einsum("...d,...d->...", dy * g, x)[..., None]
    return g * dy / r - x * dot / (x.shape[-1] * r**3), np.sum(dy * x / r, axis=axes)
