import numpy as np


def iou(A, B):
    """All pairs as boxes of their own; the quotient 0 / 0 is allowed, and cleaned up afterwards."""
    A, B = A.astype("f8"), B.astype("f8")
    area = lambda box: np.prod(box[..., 2:] - box[..., :2], axis=-1)  # noqa: E731 (a style candidates have)
    both = np.concatenate(
        [np.maximum(A[:, None, :2], B[..., :2]), np.minimum(A[:, None, 2:], B[..., 2:])],
        axis=-1,
    )
    both[..., 2:] = np.maximum(both[..., 2:], both[..., :2])  # an empty box, not an inverted one
    shared = area(both)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(shared / (area(A)[:, None] + area(B) - shared))
