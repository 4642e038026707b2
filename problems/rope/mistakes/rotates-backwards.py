import numpy as np


def rope(x, pos, base=10000.0):
    d = x.shape[-1]
    if d % 2:
        raise ValueError("d must be even")
    half = d // 2
    angles = np.outer(pos, base ** (-np.arange(half) / half))
    cos, sin = np.cos(angles).astype(x.dtype), np.sin(angles).astype(x.dtype)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos + b * sin, b * cos - a * sin], axis=-1)
