import numpy as np


def attention(q, k, v):
    """The letters say it all; the mask is added as 0 and -inf."""
    T = q.shape[2]
    bias = np.triu(np.full((T, T), -np.inf), k=1)
    s = np.einsum("bhtd,bhsd->bhts", q, k) * q.shape[-1] ** -0.5 + bias
    w = np.exp(s - np.amax(s, axis=-1, keepdims=True))
    return np.einsum("bhts,bhsd->bhtd", w, v) / np.einsum("bhts->bht", w)[..., None]
