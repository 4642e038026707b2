import numpy as np


def cross_entropy(logits: np.ndarray, y: np.ndarray, ignore: int = -100, reduction: str = "mean") -> float | np.ndarray:
    """Minus the log-probability of each target."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', not {reduction!r}")
    kept = np.flatnonzero(y != ignore)
    # Ignored rows leave before anything is computed: their targets are no indices, their logits may be NaN.
    log_p = _log_softmax(logits[kept])
    losses = np.zeros(len(y))
    # Two index arrays pair row i with target i; [:, y] would pair every row with every target.
    losses[kept] = -log_p[np.arange(len(kept)), y[kept]]
    if reduction == "none":
        return losses
    total = float(losses.sum())
    return total if reduction == "sum" else total / max(1, len(kept))


def smoothed_cross_entropy(
    logits: np.ndarray, y: np.ndarray, smoothing: float, ignore: int = -100
) -> tuple[float, np.ndarray]:
    """The mean loss against smoothed targets, and its gradient."""
    kept = np.flatnonzero(y != ignore)
    count, classes = max(1, len(kept)), logits.shape[1]
    log_p = _log_softmax(logits[kept])
    q = np.full_like(log_p, smoothing / classes)
    q[np.arange(len(kept)), y[kept]] += 1 - smoothing
    grad = np.zeros(logits.shape)
    grad[kept] = (np.exp(log_p) - q) / count
    return float(-(q * log_p).sum() / count), grad


def _log_softmax(x: np.ndarray) -> np.ndarray:
    # A row's own maximum: its largest exponential is then 1, so the sum neither overflows nor vanishes.
    x = x - x.max(axis=1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=1, keepdims=True))


if __name__ == "__main__":
    logits = np.log([[1.0, 1.0, 2.0], [1.0, 4.0, 3.0], [5.0, 5.0, 5.0]])
    y = np.array([2, -100, 0])
    print(cross_entropy(logits, y, reduction="none"), "should be [0.6931 0 1.0986]")
    print(cross_entropy(logits, y), "should be 0.8959")
