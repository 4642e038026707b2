import math
from typing import NamedTuple

import numpy as np


class Box(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def area(self):
        return (self.x2 - self.x1) * (self.y2 - self.y1)

    def iou(self, other):
        width = min(self.x2, other.x2) - max(self.x1, other.x1)
        height = min(self.y2, other.y2) - max(self.y1, other.y1)
        if width <= 0 or height <= 0:
            return 0.0
        return width * height / (self.area + other.area - width * height)


def nms(boxes, scores, thr, labels=None):
    """A box stays unless one that stayed before it, of its label, overlaps it too much."""
    items = [Box(*row) for row in boxes.tolist()]
    names = [None] * len(items) if labels is None else labels.tolist()
    kept = []
    for i in sorted(range(len(items)), key=lambda i: (-scores[i], i)):
        if not any(names[i] == names[j] and items[i].iou(items[j]) > thr for j in kept):
            kept.append(i)
    return np.array(kept, dtype=int)


def soft_nms(boxes, scores, sigma, floor):
    """Scores of the boxes that are left, in a dict."""
    items, left = [Box(*row) for row in boxes.tolist()], dict(enumerate(scores.tolist()))
    kept = {}
    while left:
        best = max(left, key=lambda i: (left[i], -i))
        if left[best] < floor:
            break
        kept[best] = left.pop(best)
        left = {i: score * math.exp(-(items[best].iou(items[i]) ** 2) / sigma) for i, score in left.items()}
    return np.array([*kept], dtype=int), np.array([*kept.values()], dtype=float)
