import numpy as np


def iou(A, B):
    A, B = A.astype(np.float64), B.astype(np.float64)
    area_a = (A[:, 2] - A[:, 0]) * (A[:, 3] - A[:, 1])
    area_b = (B[:, 2] - B[:, 0]) * (B[:, 3] - B[:, 1])
    out = np.empty((len(A), len(B)))
    for i, a in enumerate(A):
        sides = np.maximum(np.minimum(a[2:], B[:, 2:]) - np.maximum(a[:2], B[:, :2]), 0)
        overlap = sides[:, 0] * sides[:, 1]
        union = area_a[i] + area_b - overlap
        out[i] = np.divide(overlap, union, out=np.zeros_like(union), where=union > 0)
    return out
