from functools import partial

import numpy as np

NOTHING = np.finfo(np.float64).tiny  # smaller than any area: changes no quotient, but makes 0 / 0 a zero


def _span(A, B, axis):
    """Common length of the boxes' sides along one axis, negative where they lie apart."""
    return np.subtract(np.minimum.outer(A[:, axis + 2], B[:, axis + 2]), np.maximum.outer(A[:, axis], B[:, axis]))


def _area(boxes):
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def _hull(A, B, axis):
    return np.maximum.outer(A[:, axis + 2], B[:, axis + 2]) - np.minimum.outer(A[:, axis], B[:, axis])


def _both(A, B):
    A, B = np.asarray(A, dtype=np.float64), np.asarray(B, dtype=np.float64)
    x, y = map(partial(_span, A, B), (0, 1))
    overlap = np.where((x > 0) & (y > 0), x * y, 0.0)
    union = np.add.outer(_area(A), _area(B)) - overlap
    return A, B, overlap, union


def iou(A, B):
    _, _, overlap, union = _both(A, B)
    return overlap / np.maximum(union, NOTHING)


def giou(A, B):
    A, B, overlap, union = _both(A, B)
    hull = _hull(A, B, 0) * _hull(A, B, 1)
    return overlap / np.maximum(union, NOTHING) - (hull - union) / np.maximum(hull, NOTHING)
