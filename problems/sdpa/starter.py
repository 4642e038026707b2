import numpy as np


def sdpa(q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Attend: for each query, the mean of the values weighted by the softmax of the scaled scores.

    q: (B, H, T, d)   k: (B, H, S, d)   v: (B, H, S, e)
    mask: bool, broadcasts to (B, H, T, S), True = keep; None keeps all. Nothing given is changed.
    Returns an array of shape (B, H, T, e); zeros for a query that may look at no key.
    """
    return v


def sdpa_grad(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None, dout: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For later, if you like: stage 2 says what it does."""
    return q, k, v


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    q, k, v = (rng.normal(size=(1, 1, 3, 2)) for _ in range(3))
    causal = np.tril(np.ones((3, 3), dtype=bool))
    print("values\n", v)
    print("causal attention (its first row should be the first value)\n", sdpa(q, k, v, causal))
