import numpy as np


def weights_of(q: np.ndarray, k: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """What each query gives to each key, (B, H, T, S); a row of zeros where nothing may be looked at."""
    # Swap the last two axes alone: matmul then treats B and H as batches.
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        # Before the softmax, so that the kept keys share all the weight. -inf is below any score; -1e9 is not.
        scores = np.where(mask, scores, -np.inf)
    # The maximum of the kept scores: one over all keys could push every kept weight to 0.
    top = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(np.isfinite(top), top, 0.0))
    total = weights.sum(axis=-1, keepdims=True)
    # A total of 0 means that nothing was kept: leave those rows at zero.
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def sdpa(q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Attend with (B, H, T, d) queries; queries that may look at no key get zeros."""
    return weights_of(q, k, mask) @ v


def sdpa_grad(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None, dout: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From the gradient `dout` of a loss with respect to the result to those with respect to q, k and v."""
    weights = weights_of(q, k, mask)
    dweights = dout @ np.swapaxes(v, -1, -2)
    # Back through the softmax of each row; a weight of 0 (a masked key) gives a slope of 0 by itself.
    dscores = weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True))
    dscores /= np.sqrt(q.shape[-1])
    return dscores @ k, np.swapaxes(dscores, -1, -2) @ q, np.swapaxes(weights, -1, -2) @ dout


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    q, k, v = (rng.normal(size=(1, 1, 3, 2)) for _ in range(3))
    causal = np.tril(np.ones((3, 3), dtype=bool))
    print("values\n", v)
    print("causal attention (its first row should be the first value)\n", sdpa(q, k, v, causal))
