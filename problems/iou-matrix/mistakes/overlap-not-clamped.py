import numpy as np


def iou(A, B):
    A, B = A.astype(np.float64), B.astype(np.float64)
    low = np.maximum(A[:, None, :2], B[None, :, :2])
    high = np.minimum(A[:, None, 2:], B[None, :, 2:])
    sides = high - low
    overlap = sides[..., 0] * sides[..., 1]
    area_a = (A[:, 2] - A[:, 0]) * (A[:, 3] - A[:, 1])
    area_b = (B[:, 2] - B[:, 0]) * (B[:, 3] - B[:, 1])
    union = area_a[:, None] + area_b - overlap
    return np.where(union > 0, overlap / np.where(union > 0, union, 1), 0.0)
