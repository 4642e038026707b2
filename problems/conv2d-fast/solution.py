from collections.abc import Iterator

import numpy as np


def _offsets(
    x: np.ndarray, w: np.ndarray, stride: int, size: tuple[int, int]
) -> Iterator[tuple[int, int, tuple[slice, ...]]]:
    """For every place in the filter, the part of the padded images that it meets, as a view (N, C, OH, OW)."""
    for a, b in np.ndindex(w.shape[2:]):
        rows, columns = (slice(at, at + stride * (n - 1) + 1, stride) for at, n in zip((a, b), size, strict=True))
        yield a, b, (slice(None), slice(None), rows, columns)


def _pad(x: np.ndarray, padding: int) -> np.ndarray:
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def conv2d(x: np.ndarray, w: np.ndarray, stride: int = 1, padding: int = 0) -> np.ndarray:
    """One product over the channels for each place in the filter: KH * KW steps, each on whole arrays."""
    x = _pad(x, padding)
    OH, OW = ((n - k) // stride + 1 for n, k in zip(x.shape[2:], w.shape[2:], strict=True))
    out = np.zeros((x.shape[0], w.shape[0], OH, OW))
    for a, b, at in _offsets(x, w, stride, (OH, OW)):
        # (F, C) @ (N, C, OH * OW): nothing larger than one shifted copy of the images
        out += (w[:, :, a, b] @ x[at].reshape(*x.shape[:2], OH * OW)).reshape(out.shape)
    return out


def conv2d_grad(
    x: np.ndarray, w: np.ndarray, dy: np.ndarray, stride: int = 1, padding: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """What each place of the filter multiplied gets the gradient back, and is its own weight's gradient."""
    H, W = x.shape[2:]
    x = _pad(x, padding)
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for a, b, at in _offsets(x, w, stride, dy.shape[2:]):
        dw[:, :, a, b] = np.tensordot(dy, x[at], axes=([0, 2, 3], [0, 2, 3]))
        dx[at] += np.tensordot(dy, w[:, :, a, b], axes=(1, 0)).transpose(0, 3, 1, 2)
    return dx[:, :, padding : padding + H, padding : padding + W], dw


if __name__ == "__main__":
    x = np.arange(9.0).reshape(1, 1, 3, 3)
    print(conv2d(x, np.array([[[[1.0, 0.0], [0.0, -2.0]]]])))
    print("should be [[[[-8, -9], [-11, -12]]]]")
