from typing import Any

import numpy as np

Cache = Any  # a tuple, list or dict of arrays and numbers


def ln_fwd(x: np.ndarray, g: np.ndarray, b: np.ndarray, eps: float) -> tuple[np.ndarray, Cache]:
    """Normalise each row of `x` (..., D), then scale by `g` (D,) and shift by `b` (D,).

    Returns y (..., D), and what `ln_bwd` needs.
    """
    return x, ()


def ln_bwd(dy: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From the gradient `dy` (..., D) of a loss with respect to y: dx (..., D), dg (D,) and db (D,)."""
    return dy, dy[..., :], dy[..., :]


def rms_fwd(x: np.ndarray, g: np.ndarray, eps: float) -> tuple[np.ndarray, Cache]:
    """For later, if you like: stage 2 says what it does."""
    return x, ()


def rms_bwd(dy: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray]:
    """For later, if you like: stage 2 says what it does."""
    return dy, dy


if __name__ == "__main__":
    y, cache = ln_fwd(np.array([[1.0, 2.0, 3.0, 4.0]]), np.ones(4), np.zeros(4), 0.75)
    print(y * np.sqrt(2), "should be [[-1.5 -0.5 0.5 1.5]]")
    print(ln_bwd(np.array([[1.0, 0.0, 0.0, 0.0]]), cache)[0], "should be [[0.3315 -0.2431 -0.1105 0.0221]]")
