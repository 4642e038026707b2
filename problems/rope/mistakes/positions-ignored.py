import numpy as np


def rope(x, pos, base=10000.0):
    d = x.shape[-1]
    if d % 2:
        raise ValueError("d must be even")
    T = x.shape[-2]
    freq = base ** (-np.arange(0, d, 2) / d)
    angles = np.arange(T)[:, None] * freq
    cos, sin = np.cos(angles).astype(x.dtype), np.sin(angles).astype(x.dtype)
    a, b = x[..., : d // 2], x[..., d // 2 :]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)
