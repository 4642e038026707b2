import numpy as np


def mha(
    x: np.ndarray,
    Wq: np.ndarray,
    Wk: np.ndarray,
    Wv: np.ndarray,
    Wo: np.ndarray,
    n_heads: int,
    n_kv_heads: int | None = None,
) -> np.ndarray:
    """Causal self-attention with `n_heads` query heads, which share `n_kv_heads` key and value heads."""
    B, T, D = x.shape
    d = D // n_heads
    n_kv = n_heads if n_kv_heads is None else n_kv_heads

    def split(features: np.ndarray) -> np.ndarray:
        # Cut every token's row into heads first, then bring the heads to the front: (B, key head, member, T, d).
        return features.reshape(B, T, n_kv, -1, d).transpose(0, 2, 3, 1, 4)

    # Query heads as (key head, member of its group): a key head has a group of one, and broadcasts.
    q, k, v = split(x @ Wq), split(x @ Wk), split(x @ Wv)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(d)  # (B, key head, member, T, T)
    scores = np.where(np.tril(np.ones((T, T), dtype=bool)), scores, -np.inf)
    # The diagonal is kept, so that every row has a finite maximum.
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return (weights @ v).transpose(0, 3, 1, 2, 4).reshape(B, T, D) @ Wo


if __name__ == "__main__":
    eye = np.eye(2)
    print(mha(np.array([[[1.0, 0.0], [0.0, 1.0]]]), eye, eye, eye, eye, n_heads=2))
    print("should be about [[[1.0, 0.0], [0.5, 0.7311]]]")
