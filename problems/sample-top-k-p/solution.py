import numpy as np


def sample(
    logits: np.ndarray,
    temp: float,
    top_k: int | None,
    top_p: float,
    rng: np.random.Generator,
    min_p: float = 0.0,
) -> np.ndarray:
    """Draw a token for every row, after temperature, top-k, top-p and min-p."""
    B, V = logits.shape
    if temp == 0:
        return logits.argmax(axis=-1)
    # Most likely first. The sort is stable, so equal logits stay in the order of their numbers.
    order = np.argsort(-logits, axis=-1, kind="stable")
    scaled = np.take_along_axis(logits, order, axis=-1) / temp
    probs = np.exp(scaled - scaled[:, :1])
    probs[:, V if top_k is None else top_k :] = 0.0
    probs /= probs.sum(axis=-1, keepdims=True)
    # Judged by the sum before it, the token that crosses top_p stays, and the first one always does.
    before = np.cumsum(probs, axis=-1) - probs
    probs[before >= top_p] = 0.0
    probs[probs < min_p * probs[:, :1]] = 0.0
    # Inverse of the running sum: scaling the draws by its end saves dividing the probabilities by it.
    cdf = np.cumsum(probs, axis=-1)
    rank = (cdf <= rng.random((B, 1)) * cdf[:, -1:]).sum(axis=-1)
    return np.take_along_axis(order, rank[:, None], axis=-1)[:, 0]  # a rank is not yet a token


if __name__ == "__main__":
    logits = np.log(np.tile([0.2, 0.5, 0.3], (10_000, 1)))
    tokens = sample(logits, temp=1.0, top_k=None, top_p=0.6, rng=np.random.default_rng(0))
    print("shares of the tokens 0, 1, 2:", np.bincount(tokens, minlength=3) / len(tokens))
    print("should be about              [0.    0.625 0.375]")
