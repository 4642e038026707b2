import numpy as np


def sdpa(q, k, v, mask=None):
    """Weights through the log-sum-exp; what is NaN comes from rows without a key, and those are zeros."""
    scores = np.einsum("bhtd,bhsd->bhts", q * q.shape[-1] ** -0.5, k)
    if mask is not None:
        scores += np.where(mask, 0.0, -np.inf)
    norm = np.logaddexp.reduce(scores, axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        weights = np.nan_to_num(np.exp(scores - norm))
    return np.einsum("bhts,bhse->bhte", weights, v)
