import numpy as np


def rope(x: np.ndarray, pos: np.ndarray, base: float = 10000.0) -> np.ndarray:
    """Turn the features of queries or keys by angles that grow with their positions.

    x: (B, H, T, d), float64 or float32   pos: (T,), integers. Neither is changed.
    Returns an array of the shape and dtype of x. Features i and i + d/2 form pair i.
    """
    return x


def half_layout(w: np.ndarray, n_heads: int) -> np.ndarray:
    """For the second stage: leave it until that opens."""
    return w


if __name__ == "__main__":
    x = np.array([[[[1.0, 2.0, 3.0, 4.0]]]])
    print(rope(x, np.array([1]), base=100.0))
    print("should be about [[[[-1.9841, 1.5907, 2.4624, 4.1797]]]]")
