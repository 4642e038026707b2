import numpy as np


def attention(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Causal attention: each position takes the weighted mean of the values up to its own.

    q, k, v: (B, H, T, d), float64. Not changed.
    Returns (B, H, T, d), float64. Right, but slow: make it fast.
    """
    B, H, T, d = q.shape
    out = np.zeros((B, H, T, d))
    for b in range(B):
        for h in range(H):
            for t in range(T):
                scores = np.array([np.dot(q[b, h, t], k[b, h, s]) / np.sqrt(d) for s in range(t + 1)])
                weights = np.exp(scores - scores.max())
                weights /= weights.sum()
                for s in range(t + 1):
                    out[b, h, t] += weights[s] * v[b, h, s]
    return out


def attention_long(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """For the second stage: leave it until that opens."""
    return attention(q, k, v)


if __name__ == "__main__":
    v = np.array([[[[8.0], [4.0]]]])
    print(attention(np.zeros((1, 1, 2, 1)), np.zeros((1, 1, 2, 1)), v))
    print("should be [[[[8], [6]]]]")
