import numpy as np


def cross_entropy(logits: np.ndarray, y: np.ndarray, ignore: int = -100, reduction: str = "mean") -> float | np.ndarray:
    """Minus the log-probability of each target.

    logits: (N, C) float64. y: (N,) int64, a class from 0 to C - 1, or `ignore`. Neither is changed.
    reduction: "none" gives (N,), 0 for ignored rows; "sum" a float; "mean" the float over the kept rows.
    """
    return 0.0


def smoothed_cross_entropy(
    logits: np.ndarray, y: np.ndarray, smoothing: float, ignore: int = -100
) -> tuple[float, np.ndarray]:
    """For later, if you like: stage 2 says what it does."""
    return 0.0, np.zeros_like(logits)


if __name__ == "__main__":
    logits = np.log([[1.0, 1.0, 2.0], [1.0, 4.0, 3.0], [5.0, 5.0, 5.0]])
    y = np.array([2, -100, 0])
    print(cross_entropy(logits, y, reduction="none"), "should be [0.6931 0 1.0986]")
    print(cross_entropy(logits, y), "should be 0.8959")
