import numpy as np


def rope(x, pos, base=10000.0):
    d = x.shape[-1]
    if d % 2:
        raise ValueError("d must be even")
    half = d // 2
    freq = base ** (-np.arange(half) / half)
    angles = pos.astype(x.dtype)[:, None] * freq.astype(x.dtype)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)
