import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Normalise logits along `axis`; rows of nothing but -inf give zeros."""
    x = np.asarray(x)
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    # Softmax ignores a common shift: with the largest logit at 0, exp cannot overflow.
    top = x.max(axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, np.zeros_like(top))
    exps = np.exp(x - top)
    total = exps.sum(axis=axis, keepdims=True)
    return np.divide(exps, total, out=np.zeros_like(exps), where=total > 0)


if __name__ == "__main__":
    print(softmax(np.array([[1.0, 2.0, 3.0], [1000.0, 1001.0, 1002.0]])))
