import numpy as np


def iou(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Intersection over union of all boxes of A with all boxes of B.

    A: (N, 4), B: (M, 4), rows x1, y1, x2, y2, float64 or int32. Not changed.
    Returns (N, M), float64. Right, but slow: make it fast.
    """
    out = np.zeros((len(A), len(B)))
    for i in range(len(A)):
        for j in range(len(B)):
            a, b = A[i].astype(np.float64), B[j].astype(np.float64)
            sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
            overlap = np.prod(np.maximum(sides, 0))
            union = np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - overlap
            out[i, j] = overlap / union if union > 0 else 0
    return out


def giou(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """For the second stage: leave it until that opens."""
    return iou(A, B)


if __name__ == "__main__":
    print(iou(np.array([[0.0, 0.0, 4.0, 2.0]]), np.array([[2.0, 0.0, 6.0, 2.0], [5.0, 5.0, 6.0, 6.0]])))
    print("should be about [[0.3333, 0]]")
