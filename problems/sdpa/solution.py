import numpy as np


def sdpa(q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Attend with (B, H, T, d) queries; queries that may look at no key get zeros."""
    # Swap the last two axes alone: matmul then treats B and H as batches.
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])  # (B, H, T, S)
    if mask is not None:
        # Before the softmax, so that the kept keys share all the weight. -inf is below any score; -1e9 is not.
        scores = np.where(mask, scores, -np.inf)
    # The maximum of the kept scores: one over all keys could push every kept weight to 0.
    top = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(np.isfinite(top), top, 0.0))
    total = weights.sum(axis=-1, keepdims=True)
    # A total of 0 means that nothing was kept: leave those rows at zero.
    weights = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return weights @ v


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    q, k, v = (rng.normal(size=(1, 1, 3, 2)) for _ in range(3))
    causal = np.tril(np.ones((3, 3), dtype=bool))
    print("values\n", v)
    print("causal attention (its first row should be the first value)\n", sdpa(q, k, v, causal))
