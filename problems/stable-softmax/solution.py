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


def softmax_vjp(x: np.ndarray, g: np.ndarray, axis: int = -1, temperature: float = 1.0) -> np.ndarray:
    """From the gradient `g` of a loss with respect to softmax(x / temperature) to that with respect to x."""
    p = softmax(x / temperature, axis)
    # A row's Jacobian is diag(p) - p pᵀ: applied to g, it never has to be built. Where p is 0, so is the result.
    return p * (g - (g * p).sum(axis=axis, keepdims=True)) / temperature


if __name__ == "__main__":
    print(softmax(np.array([[1.0, 2.0, 3.0], [1000.0, 1001.0, 1002.0]])))
