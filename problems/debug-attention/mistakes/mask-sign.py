"""Causal multi-head self-attention in NumPy."""

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
    weights = softmax(scores - HIDDEN * future, axis=-1)  # over the keys
    return merge_heads(weights @ v) @ wo


if __name__ == "__main__":
    x = np.array([[[1, 0, 2, -1], [0, 1, 1, 0], [2, -1, 0, 1]]], dtype=float)
    one = np.eye(4)
    print(np.round(mha(x, one, one, one, one, 2)[0], 3))
    print("should be\n[[ 1.     0.     2.    -1.   ]\n [ 0.33   0.67   1.67  -0.67 ]\n [ 1.869 -0.869  0.564  0.436]]")
