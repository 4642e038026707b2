import numpy as np


def log_weights(q, k, mask):
    """Through the log-sum-exp of each query's scores, with its highest score taken off."""
    scores = np.einsum("bhtd,bhsd->bhts", q * q.shape[-1] ** -0.5, k)
    if mask is not None:
        scores += np.where(mask, 0.0, -np.inf)
    with np.errstate(invalid="ignore"):
        scores -= scores.max(axis=-1, keepdims=True)
        return scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True)


def sdpa(q, k, v, mask=None):
    """What is NaN comes from queries without a key, and those get zeros."""
    return np.einsum("bhts,bhse->bhte", np.nan_to_num(np.exp(log_weights(q, k, mask))), v)


def sdpa_grad(q, k, v, mask, dout):
    """The pull of each key is how much better its value is than what the query got."""
    weights = np.nan_to_num(np.exp(log_weights(q, k, mask)))
    got = np.einsum("bhts,bhse->bhte", weights, v)
    pull = np.einsum("bhte,bhse->bhts", dout, v) - np.einsum("bhte,bhte->bht", dout, got)[..., None]
    pull *= weights * q.shape[-1] ** -0.5
    dq = np.einsum("bhts,bhsd->bhtd", pull, k)
    dk = np.einsum("bhts,bhtd->bhsd", pull, q)
    return dq, dk, np.einsum("bhts,bhte->bhse", weights, dout)
