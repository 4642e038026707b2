import numpy as np


def roc_auc(y: np.ndarray, s: np.ndarray) -> float:
    pos, neg = np.sort(s[y == 1]), np.sort(s[y == 0])
    pairs = len(pos) * len(neg)
    if pairs == 0:
        raise ValueError("one class only")
    below = neg.searchsorted(pos, "left")
    not_above = neg.searchsorted(pos, "right")
    return float(np.sum(below + not_above)) / (2 * pairs)
