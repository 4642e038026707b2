import numpy as np


def nms(boxes: np.ndarray, scores: np.ndarray, thr: float, labels: np.ndarray | None = None) -> np.ndarray:
    """Keep the best of boxes that overlap.

    boxes: (N, 4), rows x1, y1, x2, y2   scores: (N,)   labels: (N,) integers, or None. None of them is changed.
    Returns the indices of the boxes that are kept, (K,) integers, the best first.
    """
    return np.arange(len(boxes))


def soft_nms(boxes: np.ndarray, scores: np.ndarray, sigma: float, floor: float) -> tuple[np.ndarray, np.ndarray]:
    """For the second stage: leave it until that opens."""
    return np.arange(len(boxes)), scores


if __name__ == "__main__":
    boxes = np.array([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 5.0], [0.0, 2.0, 4.0, 7.0], [9.0, 9.0, 12.0, 12.0]])
    print(nms(boxes, np.array([0.6, 0.9, 0.8, 0.7]), 0.5))
    print("should be [1 2 3]")
