"""Weights cut into heads, and no head ever reshaped; a boolean mask and -inf."""

import numpy as np


def mha(x, wq, wk, wv, wo, n_heads):
    D = x.shape[-1]
    d = D // n_heads
    wq, wk, wv = (w.reshape(D, n_heads, d) for w in (wq, wk, wv))
    q, k, v = (np.einsum("btD,Dhd->bthd", x, w) for w in (wq, wk, wv))
    scores = np.einsum("bthd,bshd->bhts", q, k) * d**-0.5
    t = np.arange(x.shape[1])
    scores[:, :, t[:, None] < t] = -np.inf
    scores -= scores.max(axis=3, keepdims=True)
    weights = np.exp(scores)
    weights /= weights.sum(axis=3, keepdims=True)
    return np.einsum("bhts,bshd,hdD->btD", weights, v, wo.reshape(n_heads, d, D), optimize=True)


LIST = ("weights", "future", "heads", "scale")


def diagnose(attend):
    """By comparison with the right one, then by the properties that its own numbers have."""
    rng = np.random.default_rng(1)
    B, T, D = 2, 4, 6
    x, ws = rng.normal(size=(B, T, D)), rng.normal(size=(4, D, D))
    if all(np.allclose(attend(x, *ws, h), mha(x, *ws, h), atol=1e-7) for h in (1, 2, 3)):
        return None
    # With one head: read the weights off, with tokens that are one-hot and values that are the tokens.
    eye = np.eye(5)
    weights = attend(eye[None], rng.normal(size=(5, 5)), rng.normal(size=(5, 5)), eye, eye, 1)[0]
    if not np.allclose(weights.sum(axis=1), 1):
        return "weights"
    if not np.allclose(np.triu(weights, 1), 0, atol=1e-7):
        return "future"
    # With several: equal scores, so that nothing but the way of the columns counts.
    zero = np.zeros((D, D))
    if not np.allclose(attend(x, zero, zero, ws[2], ws[3], 3), mha(x, zero, zero, ws[2], ws[3], 3), atol=1e-7):
        return "heads"
    # What remains may still be heads whose scores alone went astray: change one, and look at the others.
    other = ws.copy()
    other[:3, :, :2] += 1
    a, b = (attend(x, *w[:3], np.eye(D), 3)[..., 2:] for w in (ws, other))
    return "scale" if np.allclose(a, b, atol=1e-7) else "heads"
