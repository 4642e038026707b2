import numpy as np


def roc_auc(y: np.ndarray, s: np.ndarray) -> float:
    """The area under the ROC curve, in O(N log N).

    y: (N,) labels, 0/1 or False/True. Not changed.
    s: (N,) finite scores, the higher the more positive. Not changed.
    Returns (pairs won + half of the pairs tied) / all pairs; raises ValueError if a class is missing.
    """
    return 0.0


def weighted_roc_auc(y: np.ndarray, s: np.ndarray, w: np.ndarray) -> float:
    """For later, if you like: stage 2 says what it does."""
    return 0.0


if __name__ == "__main__":
    print(roc_auc(np.array([0, 1, 0, 1, 1]), np.array([0.2, 0.3, 0.5, 0.5, 0.9])))  # 0.75
