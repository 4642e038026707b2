import numpy as np


def _single(boxes, scores, thr):
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    queue = np.argsort(scores[::-1], kind="stable")  # lowest first; of equals the one with the highest index first
    queue = len(scores) - 1 - queue
    while queue.size:
        top, queue = queue[-1], queue[:-1]
        yield top
        lower, upper = np.maximum(boxes[queue, :2], boxes[top, :2]), np.minimum(boxes[queue, 2:], boxes[top, 2:])
        shared = np.prod(np.clip(upper - lower, 0, None), axis=1)
        union = areas[queue] + areas[top] - shared
        queue = queue[shared / np.where(union > 0, union, 1) <= thr]


def nms(boxes, scores, thr, labels=None):
    """Labels become ranks 0, 1, ... and each rank is moved to a place of its own, so that ranks never meet."""
    if labels is not None and len(boxes):
        _, rank = np.unique(labels, return_inverse=True)
        boxes = boxes + rank.reshape(-1, 1) * (np.ptp(boxes) + 1)
    return np.fromiter(_single(boxes, scores, thr), dtype=np.intp)
