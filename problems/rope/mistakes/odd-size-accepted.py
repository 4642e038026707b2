import numpy as np


def rope(x, pos, base=10000.0):
    d = x.shape[-1]
    half = d // 2
    freq = base ** (-2.0 * np.arange(half) / d)
    angles = pos[:, None] * freq
    cos, sin = np.cos(angles).astype(x.dtype), np.sin(angles).astype(x.dtype)
    a, b = x[..., :half], x[..., half : 2 * half]
    turned = np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)
    return np.concatenate([turned, x[..., 2 * half :]], axis=-1)  # whatever is left stays as it is
