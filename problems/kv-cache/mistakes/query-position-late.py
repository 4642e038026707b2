import numpy as np


def rotate(x: np.ndarray, pos: np.ndarray) -> np.ndarray:
    """Rotary positions: x (B, H, T, d) and its positions pos (T,) give an array of the shape of x."""
    half = x.shape[-1] // 2
    angles = np.asarray(pos)[:, None] * 10000.0 ** (-np.arange(half) / half)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def split(x: np.ndarray, n_heads: int) -> np.ndarray:
    """(B, T, D) into heads: (B, H, T, d)."""
    B, T, D = x.shape
    return x.reshape(B, T, n_heads, D // n_heads).transpose(0, 2, 1, 3)


def merge(heads: np.ndarray) -> np.ndarray:
    """(B, H, T, d) back to (B, T, D)."""
    B, H, T, d = heads.shape
    return heads.transpose(0, 2, 1, 3).reshape(B, T, H * d)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Over the last axis; every row must hold a finite score."""
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def full_pass(x: np.ndarray, params: dict) -> np.ndarray:
    """Causal self-attention over a whole sequence: (B, T, D) -> (B, T, D)."""
    pos = np.arange(x.shape[1])
    q, k, v = (split(x @ params[name], params["n_heads"]) for name in ("wq", "wk", "wv"))
    scores = rotate(q, pos) @ rotate(k, pos).swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    scores = np.where(pos <= pos[:, None], scores, -np.inf)
    return merge(softmax(scores) @ v) @ params["wo"]


class KVCache:
    """Keys (rotated) and values of the positions so far, for one layer and one batch of sequences."""

    def __init__(self, batch: int, n_heads: int, d_head: int, max_len: int) -> None:
        # All the room at once: growing by concatenation would copy the whole cache for every token.
        self._keys = np.empty((batch, n_heads, max_len, d_head))
        self._values = np.empty((batch, n_heads, max_len, d_head))
        self.length = 0

    def append(self, k: np.ndarray, v: np.ndarray) -> None:
        end = self.length + k.shape[2]
        if end > self._keys.shape[2]:  # NumPy would broadcast a single position into an empty slice, silently
            raise ValueError(f"{end} positions do not fit into a cache for {self._keys.shape[2]}")
        self._keys[:, :, self.length : end] = k
        self._values[:, :, self.length : end] = v
        self.length = end

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return self._keys[:, :, : self.length], self._values[:, :, : self.length]  # views

    def truncate(self, length: int) -> None:
        self.length = length  # nothing behind it is ever read

    def select(self, rows: np.ndarray) -> None:
        for buffer in self.read():
            buffer[:] = buffer[rows]  # the right side is a copy before the first row is written


def attn_step(x: np.ndarray, cache: KVCache, params: dict) -> np.ndarray:
    """Attend with the next T tokens to all tokens so far; their keys and values go into the cache."""
    q, k, v = (split(x @ params[name], params["n_heads"]) for name in ("wq", "wk", "wv"))
    T = x.shape[1]
    cache.append(rotate(k, cache.length + np.arange(T)), v)
    keys, values = cache.read()
    scores = rotate(q, cache.length + np.arange(T)) @ keys.swapaxes(-1, -2) / np.sqrt(q.shape[-1])  # (B, H, T, S)
    scores = np.where(np.tri(T, cache.length, cache.length - T, dtype=bool), scores, -np.inf)
    return merge(softmax(scores) @ values) @ params["wo"]
