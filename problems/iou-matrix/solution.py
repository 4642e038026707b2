import numpy as np


def _corners(A: np.ndarray, B: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The four coordinates of A as columns and those of B as rows, so that any two of them broadcast to (N, M)."""
    # In float64, because the areas of int32 boxes overflow. Coordinates come first: an inner axis of 2 is slow.
    return A.astype(np.float64).T[:, :, None], B.astype(np.float64).T[:, None, :]


def _areas(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Overlap and union of all pairs."""
    # Each side is clamped by itself: the product of two negative ones would be positive.
    width = np.maximum(np.minimum(a[2], b[2]) - np.maximum(a[0], b[0]), 0)
    height = np.maximum(np.minimum(a[3], b[3]) - np.maximum(a[1], b[1]), 0)
    overlap = width * height
    area_a, area_b = ((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b))
    return overlap, area_a + area_b - overlap


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, and 0 where the whole has no area."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def iou(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Intersection over union of all boxes of A with all boxes of B."""
    return _share(*_areas(*_corners(A, B)))


def giou(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """IoU, less the share of the hull that neither box covers."""
    a, b = _corners(A, B)
    overlap, union = _areas(a, b)
    hull = (np.maximum(a[2], b[2]) - np.minimum(a[0], b[0])) * (np.maximum(a[3], b[3]) - np.minimum(a[1], b[1]))
    return _share(overlap, union) - _share(hull - union, hull)


if __name__ == "__main__":
    print(iou(np.array([[0.0, 0.0, 4.0, 2.0]]), np.array([[2.0, 0.0, 6.0, 2.0], [5.0, 5.0, 6.0, 6.0]])))
    print("should be about [[0.3333, 0]]")
