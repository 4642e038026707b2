import numpy as np

BLOCK = 256


def attention(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Causal attention for all heads and positions at once."""
    T, d = q.shape[-2:]
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(d)  # (B, H, T, T): matmul leaves batch and head in front
    # Before the softmax, so that later positions take no share of the weights.
    scores = np.where(np.tri(T, dtype=bool), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))  # never -inf: each position sees itself
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ v


def attention_long(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """The same by blocks of queries and keys, with a running maximum and sum: T x T never exists."""
    T, d = q.shape[-2:]
    out = np.empty(v.shape)
    for start in range(0, T, BLOCK):
        rows = np.arange(start, min(start + BLOCK, T))
        top = np.full((*q.shape[:2], len(rows), 1), -np.inf)
        total, mean = np.zeros(top.shape), np.zeros((*top.shape[:-1], d))
        for first in range(0, rows[-1] + 1, BLOCK):
            columns = np.arange(first, min(first + BLOCK, T))
            scores = q[:, :, rows] @ k[:, :, columns].swapaxes(-1, -2) / np.sqrt(d)
            scores = np.where(columns <= rows[:, None], scores, -np.inf)
            higher = np.maximum(top, scores.max(axis=-1, keepdims=True))
            weights, shrink = np.exp(scores - higher), np.exp(top - higher)
            total = total * shrink + weights.sum(axis=-1, keepdims=True)
            mean = mean * shrink + weights @ v[:, :, columns]
            top = higher
        out[:, :, rows] = mean / total
    return out


if __name__ == "__main__":
    v = np.array([[[[8.0], [4.0]]]])
    print(attention(np.zeros((1, 1, 2, 1)), np.zeros((1, 1, 2, 1)), v))
    print("should be [[[[8], [6]]]]")
