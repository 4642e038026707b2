import numpy as np


def rope(x: np.ndarray, pos: np.ndarray, base: float = 10000.0) -> np.ndarray:
    """Turn pair i, the features i and i + d/2, by pos * base^(-2i/d)."""
    d = x.shape[-1]
    if d % 2:
        raise ValueError(f"features are turned in pairs: d must be even, not {d}")
    half = d // 2
    # In float64 whatever x is: at position 1e6 a float32 angle would be off by up to 0.03.
    angles = pos[:, None] * base ** (-np.arange(half) / half)  # (T, d/2): broadcasts over batch and heads
    cos, sin = np.cos(angles).astype(x.dtype), np.sin(angles).astype(x.dtype)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def half_layout(w: np.ndarray, n_heads: int) -> np.ndarray:
    """Reorder each head's columns from pairs (2i, 2i + 1) to pairs (i, i + d/2)."""
    D, width = w.shape
    pairs = w.reshape(D, n_heads, width // n_heads // 2, 2)  # (D, head, pair, member)
    return pairs.swapaxes(-1, -2).reshape(D, width).copy()  # the member first: all firsts, then all seconds


if __name__ == "__main__":
    x = np.array([[[[1.0, 2.0, 3.0, 4.0]]]])
    print(rope(x, np.array([1]), base=100.0))
    print("should be about [[[[-1.9841, 1.5907, 2.4624, 4.1797]]]]")
