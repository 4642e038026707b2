import numpy as np


def _one_against_all(box, boxes):
    sides = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    overlap = np.clip(sides, 0, None).prod(axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) - overlap
    return np.where(union > 0, overlap / np.where(union > 0, union, 1), 0.0)


def iou(A, B):
    A, B = A.astype(np.float64), B.astype(np.float64)
    out = np.empty((len(A), len(B)))
    for j in range(len(B)):
        out[:, j] = _one_against_all(B[j], A)
    return out
