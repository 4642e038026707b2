import numpy as np


def _iou(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Intersection over union of one box with each of the others; 0 where both have no area."""
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    overlap = np.maximum(sides, 0).prod(axis=1)
    union = (box[2:] - box[:2]).prod() + (others[:, 2:] - others[:, :2]).prod(axis=1) - overlap
    return np.divide(overlap, union, out=np.zeros_like(overlap), where=union > 0)


def nms(boxes: np.ndarray, scores: np.ndarray, thr: float, labels: np.ndarray | None = None) -> np.ndarray:
    """Take the best box that is left, drop those it overlaps too much, and go on."""
    left = np.argsort(-scores, kind="stable")  # stable: equal scores stay in the order of their indices
    kept = []
    while left.size:
        best, left = left[0], left[1:]
        kept.append(best)
        # `left` always holds indices of the caller's boxes, so nothing has to be translated back.
        drop = _iou(boxes[best], boxes[left]) > thr
        if labels is not None:
            drop &= labels[left] == labels[best]
        left = left[~drop]
    return np.array(kept, dtype=np.int64)


def soft_nms(boxes: np.ndarray, scores: np.ndarray, sigma: float, floor: float) -> tuple[np.ndarray, np.ndarray]:
    """As nms, but overlapping boxes lose score instead of being dropped."""
    left, scores = np.arange(len(boxes)), scores.copy()
    kept = []
    while left.size:
        best = left[np.argmax(scores[left])]  # the first of equals: `left` is always in rising order
        if scores[best] < floor:
            break
        kept.append(best)
        left = left[left != best]
        scores[left] *= np.exp(-(_iou(boxes[best], boxes[left]) ** 2) / sigma)
    indices = np.array(kept, dtype=np.int64)
    return indices, scores[indices]


if __name__ == "__main__":
    boxes = np.array([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 5.0], [0.0, 2.0, 4.0, 7.0], [9.0, 9.0, 12.0, 12.0]])
    print(nms(boxes, np.array([0.6, 0.9, 0.8, 0.7]), 0.5))
    print("should be [1 2 3]")
