import numpy as np


def box_area(boxes):
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def iou(A, B):
    """Corners of all pairs, x and y on the last axis."""
    A, B = A.astype(np.float64), B.astype(np.float64)
    top_left = np.maximum(A[:, None, :2], B[:, :2])
    bottom_right = np.minimum(A[:, None, 2:], B[:, 2:])
    wh = (bottom_right - top_left).clip(min=0)
    inter = wh[:, :, 0] * wh[:, :, 1]
    union = box_area(A)[:, None] + box_area(B) - inter
    return np.divide(inter, union, out=np.zeros_like(inter), where=union > 0)
