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
    """Keys and values in one array, transposed keys so that a step multiplies without another transpose."""

    def __init__(self, batch, n_heads, d_head, max_len):
        self.keys_t = np.zeros((batch, n_heads, d_head, max_len))
        self.values = np.zeros((batch, n_heads, max_len, d_head))
        self.max_len = max_len
        self.length = 0

    def append(self, k, v):
        n = k.shape[-2]
        if self.length + n > self.max_len:
            raise ValueError("cache is full")
        self.keys_t[..., self.length : self.length + n] = k.transpose(0, 1, 3, 2)
        self.values[..., self.length : self.length + n, :] = v
        self.length += n

    def read(self):
        return self.keys_t[..., : self.length].transpose(0, 1, 3, 2), self.values[..., : self.length, :]

    def truncate(self, length):
        self.length = length

    def select(self, rows):
        self.keys_t, self.values = self.keys_t[rows], np.take(self.values, rows, axis=0)


def attn_step(x, cache, params):
    T, H = x.shape[1], params["n_heads"]
    start = cache.length
    q, k, v = [split(x @ params[w], H) for w in ("wq", "wk", "wv")]
    q, k = rotate(q, start + np.arange(T)), rotate(k, start + np.arange(T))
    cache.append(k, v)
    keys, values = cache.read()
    scores = np.einsum("bhtd,bhsd->bhts", q, keys) * q.shape[-1] ** -0.5
    if T > 1:
        scores += np.triu(np.full((T, start + T), -np.inf), k=start + 1)
    return merge(np.einsum("bhts,bhsd->bhtd", softmax(scores), values)) @ params["wo"]
