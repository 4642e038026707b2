import numpy as np


def mha(
    x: np.ndarray,
    Wq: np.ndarray,
    Wk: np.ndarray,
    Wv: np.ndarray,
    Wo: np.ndarray,
    n_heads: int,
) -> np.ndarray:
    """Causal self-attention with several heads: token t looks at the tokens 0 to t.

    x: (B, T, D)   Wq, Wk, Wv, Wo: (D, D), used as x @ W   n_heads divides D. Nothing given is changed.
    Returns an array of shape (B, T, D).
    """
    return x


if __name__ == "__main__":
    eye = np.eye(2)
    print(mha(np.array([[[1.0, 0.0], [0.0, 1.0]]]), eye, eye, eye, eye, n_heads=2))
    print("should be about [[[1.0, 0.0], [0.5, 0.7311]]]")
