import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Normalise logits along `axis`.

    x: array of any shape (..., K, ...); may hold -inf. Not changed.
    Returns an array of the same shape whose sums along `axis` are 1 (0 where every logit is -inf).
    """
    return x


def softmax_vjp(x: np.ndarray, g: np.ndarray, axis: int = -1, temperature: float = 1.0) -> np.ndarray:
    """For later, if you like: stage 2 says what it does."""
    return g


if __name__ == "__main__":
    print(softmax(np.array([[1.0, 2.0, 3.0], [1000.0, 1001.0, 1002.0]])))
