from typing import Any

import numpy as np

Cache = Any  # a tuple, list or dict of arrays and numbers


def ln_fwd(x: np.ndarray, g: np.ndarray, b: np.ndarray, eps: float) -> tuple[np.ndarray, Cache]:
    """Normalise each row of `x` (..., D), then scale by `g` (D,) and shift by `b` (D,)."""
    # Centre first: mean(x²) - mean² would cancel all digits of a row far from 0.
    xc = x - x.mean(axis=-1, keepdims=True)
    inv = 1 / np.sqrt((xc * xc).mean(axis=-1, keepdims=True) + eps)
    xhat = xc * inv
    return xhat * g + b, (xhat, inv, g)


def ln_bwd(dy: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From the gradient `dy` (..., D) of a loss with respect to y: dx (..., D), dg (D,) and db (D,)."""
    xhat, inv, g = cache
    # g and b were broadcast along all axes but the last, so their gradients sum over these.
    rows = tuple(range(dy.ndim - 1))
    db = dy.sum(axis=rows)
    dg = (dy * xhat).sum(axis=rows)
    # A feature acts directly, through the mean, and through the variance.
    dh = dy * g
    dx = inv * (dh - dh.mean(axis=-1, keepdims=True) - xhat * (dh * xhat).mean(axis=-1, keepdims=True))
    return dx, dg, db


def rms_fwd(x: np.ndarray, g: np.ndarray, eps: float) -> tuple[np.ndarray, Cache]:
    """Divide each row by its root mean square, then scale by `g`."""
    inv = 1 / np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)
    xhat = x * inv
    return xhat * g, (xhat, inv, g)


def rms_bwd(dy: np.ndarray, cache: Cache) -> tuple[np.ndarray, np.ndarray]:
    """From the gradient `dy` of a loss with respect to y: dx (..., D) and dg (D,)."""
    xhat, inv, g = cache
    dh = dy * g
    dx = inv * (dh - xhat * (dh * xhat).mean(axis=-1, keepdims=True))
    return dx, (dy * xhat).sum(axis=tuple(range(dy.ndim - 1)))


if __name__ == "__main__":
    y, cache = ln_fwd(np.array([[1.0, 2.0, 3.0, 4.0]]), np.ones(4), np.zeros(4), 0.75)
    print(y * np.sqrt(2), "should be [[-1.5 -0.5 0.5 1.5]]")
    print(ln_bwd(np.array([[1.0, 0.0, 0.0, 0.0]]), cache)[0], "should be [[0.3315 -0.2431 -0.1105 0.0221]]")
    y, cache = rms_fwd(np.array([1.0, 7.0]), np.ones(2), 11.0)
    print(y, rms_bwd(np.array([1.0, 0.0]), cache))
