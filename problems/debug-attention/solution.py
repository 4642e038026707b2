"""Causal multi-head self-attention in NumPy."""

from collections.abc import Callable

import numpy as np

HIDDEN = -1e9  # what a score gets added where a position may not look


def softmax(x: np.ndarray, axis: int) -> np.ndarray:
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def split_heads(x: np.ndarray, n_heads: int) -> np.ndarray:
    """(B, T, D) to (B, H, T, d)."""
    B, T, D = x.shape
    # Reshaping may only cut the last axis; moving the heads forward takes a transpose.
    return x.reshape(B, T, n_heads, D // n_heads).transpose(0, 2, 1, 3)


def merge_heads(x: np.ndarray) -> np.ndarray:
    """(B, H, T, d) to (B, T, D)."""
    B, H, T, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(B, T, H * d)


def mha(x: np.ndarray, wq: np.ndarray, wk: np.ndarray, wv: np.ndarray, wo: np.ndarray, n_heads: int) -> np.ndarray:
    """Attend, in n_heads heads, to the positions up to one's own; (B, T, D) to (B, T, D)."""
    T = x.shape[1]
    q, k, v = (split_heads(x @ w, n_heads) for w in (wq, wk, wv))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])  # the size of one head
    future = np.triu(np.ones((T, T)), k=1)
    weights = softmax(scores + HIDDEN * future, axis=-1)  # over the keys
    return merge_heads(weights @ v) @ wo


def diagnose(attend: Callable[..., np.ndarray]) -> str | None:
    """The kind of bug in another implementation of mha, told by how it behaves."""
    rng = np.random.default_rng(0)
    T, D = 5, 4
    one = np.eye(D)
    wq, wk, wv = rng.normal(size=(3, D, D))
    x = rng.normal(size=(1, T, D))

    def differ(a: np.ndarray, b: np.ndarray | float) -> bool:
        return float(np.abs(a - b).max()) > 1e-6

    # If every value is 1, so is every weighted mean.
    x[..., 0] = 1.0
    ones = np.zeros((D, D))
    ones[0] = 1.0
    if differ(attend(x, wq, wk, ones, one, 1), 1.0):
        return "weights"

    # Change the end of the text: nothing before it may move.
    later = x.copy()
    later[:, 2:] += rng.normal(size=(1, T - 2, D))
    if differ(attend(later, wq, wk, wv, one, 1)[:, :2], attend(x, wq, wk, wv, one, 1)[:, :2]):
        return "future"

    # Give head 0 other weights: head 1 may not move.
    others = [w.copy() for w in (wq, wk, wv)]
    for w in others:
        w[:, : D // 2] += rng.normal(size=(D, D // 2))
    if differ(attend(x, *others, one, 2)[..., D // 2 :], attend(x, wq, wk, wv, one, 2)[..., D // 2 :]):
        return "heads"

    # Two tokens, with scores 0 and 3 for the second one: its weight of the first is known.
    pair = np.eye(2, D)[None]
    q, k, v = np.zeros((3, D, D))
    q[1, 0], k[0, 0], v[0, 0] = 1.0, 3.0, 1.0
    expected = 1.0 / (1.0 + np.exp(-3.0 / np.sqrt(D // 2)))
    return "scale" if differ(attend(pair, q, k, v, one, 2)[0, 1, 0], expected) else None


if __name__ == "__main__":
    x = np.array([[[1, 0, 2, -1], [0, 1, 1, 0], [2, -1, 0, 1]]], dtype=float)
    one = np.eye(4)
    print(np.round(mha(x, one, one, one, one, 2)[0], 3))
    print("should be\n[[ 1.     0.     2.    -1.   ]\n [ 0.33   0.67   1.67  -0.67 ]\n [ 1.869 -0.869  0.564  0.436]]")
