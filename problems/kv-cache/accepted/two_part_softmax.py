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
    __slots__ = ("_k", "_v", "length")

    def __init__(self, batch, n_heads, d_head, max_len):
        shape = (batch, n_heads, max_len, d_head)
        self._k, self._v, self.length = np.zeros(shape), np.zeros(shape), 0

    def append(self, k, v):
        room = self._k.shape[2] - self.length
        if k.shape[2] > room:
            raise ValueError(f"{k.shape[2]} positions, room for {room}")
        here = np.s_[:, :, self.length : self.length + k.shape[2]]
        self._k[here], self._v[here] = k, v
        self.length += k.shape[2]

    def read(self):
        return self._k[:, :, : self.length], self._v[:, :, : self.length]

    def truncate(self, length):
        self._k[:, :, length:] = 0.0
        self._v[:, :, length:] = 0.0
        self.length = length

    def select(self, rows):
        old_k, old_v = self._k.copy(), self._v.copy()
        for b, row in enumerate(rows):
            self._k[b], self._v[b] = old_k[row], old_v[row]


def attn_step(x, cache, params):
    """Scores with the old positions and with the new ones apart; only the new ones need a mask."""
    B, T, D = x.shape
    before = cache.length
    pos = np.arange(before, before + T)
    q, k, v = (split(x @ params[w], params["n_heads"]) for w in ("wq", "wk", "wv"))
    q, k = rotate(q, pos) / np.sqrt(q.shape[-1]), rotate(k, pos)
    old_k, old_v = cache.read()
    old = q @ old_k.swapaxes(-1, -2)
    new = np.where(np.tri(T, dtype=bool), q @ k.swapaxes(-1, -2), -np.inf)
    weights = softmax(np.concatenate([old, new], axis=-1))
    cache.append(k, v)
    return merge(weights[..., :before] @ old_v + weights[..., before:] @ v) @ params["wo"]
