import numpy as np


def _overlaps(boxes):
    x1, y1, x2, y2 = boxes.T
    w = (np.minimum.outer(x2, x2) - np.maximum.outer(x1, x1)).clip(0)
    h = (np.minimum.outer(y2, y2) - np.maximum.outer(y1, y1)).clip(0)
    area = (x2 - x1) * (y2 - y1)
    shared = w * h
    return shared, np.add.outer(area, area) - shared


def nms(boxes, scores, thr, labels=None):
    """All pairs first, then one pass in the order of the scores over a mask of boxes still alive."""
    shared, covered = _overlaps(boxes)
    too_close = shared > thr * covered  # no division, so nothing to guard
    if labels is not None:
        too_close &= np.equal.outer(labels, labels)
    order = np.lexsort((np.arange(len(scores)), -scores))
    alive = np.ones(len(scores), dtype=bool)
    for i in order:
        if alive[i]:
            alive &= ~too_close[i]
            alive[i] = True
    return order[alive[order]]
