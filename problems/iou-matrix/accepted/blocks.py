import numpy as np

PAIRS = 1 << 16


def _block(A, B):
    sides = [np.minimum(A[2 + k], B[2 + k]) - np.maximum(A[k], B[k]) for k in (0, 1)]
    shared = np.clip(sides[0], 0, None) * np.clip(sides[1], 0, None)
    total = (A[2] - A[0]) * (A[3] - A[1]) + (B[2] - B[0]) * (B[3] - B[1]) - shared
    result = np.zeros(shared.shape)
    some = shared > 0
    result[some] = shared[some] / total[some]
    return result


def iou(A, B):
    """Blocks of rows, each large enough that the loop over blocks costs nothing."""
    A, B = np.float64(A), np.float64(B).T
    out = np.empty((len(A), B.shape[1]))
    rows = max(1, PAIRS // max(1, B.shape[1]))
    for start in range(0, len(A), rows):
        out[start : start + rows] = _block(A[start : start + rows].T[:, :, None], B[:, None, :])
    return out
