import numpy as np


def iou(A, B):
    A, B = A.astype(np.float64), B.astype(np.float64)
    ends_a, ends_b = A[:, :2] + A[:, 2:], B[:, :2] + B[:, 2:]
    low = np.maximum(A[:, None, :2], B[None, :, :2])
    high = np.minimum(ends_a[:, None], ends_b[None, :])
    sides = np.maximum(high - low, 0)
    overlap = sides[..., 0] * sides[..., 1]
    area_a = A[:, 2] * A[:, 3]
    area_b = B[:, 2] * B[:, 3]
    union = area_a[:, None] + area_b - overlap
    return np.where(union > 0, overlap / np.where(union > 0, union, 1), 0.0)
