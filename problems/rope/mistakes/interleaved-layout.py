import numpy as np


def rope(x, pos, base=10000.0):
    d = x.shape[-1]
    if d % 2:
        raise ValueError("d must be even")
    freq = base ** (-np.arange(0, d, 2) / d)
    angles = pos[:, None] * freq
    cos, sin = np.cos(angles).astype(x.dtype), np.sin(angles).astype(x.dtype)
    out = np.empty_like(x)
    out[..., 0::2] = x[..., 0::2] * cos - x[..., 1::2] * sin
    out[..., 1::2] = x[..., 0::2] * sin + x[..., 1::2] * cos
    return out
