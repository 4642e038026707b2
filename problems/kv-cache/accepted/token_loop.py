from dataclasses import dataclass, field

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


@dataclass
class KVCache:
    """Positions first, so that a step writes one row of each; the given room is a limit that is checked."""

    batch: int
    n_heads: int
    d_head: int
    max_len: int
    used: int = 0
    slots: np.ndarray = field(init=False)

    def __post_init__(self):
        self.slots = np.empty((2, self.max_len, self.batch, self.n_heads, self.d_head))

    @property
    def length(self):
        return self.used

    def append(self, k, v):
        if self.used + k.shape[2] > self.max_len:
            raise ValueError(f"room for {self.max_len}")
        for t in range(k.shape[2]):
            self.slots[0, self.used], self.slots[1, self.used] = k[:, :, t], v[:, :, t]
            self.used += 1

    def read(self):
        return tuple(np.moveaxis(self.slots[i, : self.used], 0, 2) for i in (0, 1))

    def truncate(self, length):
        self.used = int(length)

    def select(self, rows):
        self.slots = self.slots[:, :, rows].copy()


def one_token(x, cache, params):
    at = np.array([cache.length])
    q, k, v = (split(x @ params[w], params["n_heads"]) for w in ("wq", "wk", "wv"))
    cache.append(rotate(k, at), v)
    keys, values = cache.read()
    scores = np.einsum("bhd,bhsd->bhs", rotate(q, at)[:, :, 0], keys) / np.sqrt(q.shape[-1])
    return merge(softmax(scores)[:, :, None] @ values) @ params["wo"]


def attn_step(x, cache, params):
    """Several tokens are as many single ones: then nobody needs a mask."""
    if cache.length + x.shape[1] > cache.max_len:
        raise ValueError("not all of these tokens fit")
    return np.concatenate([one_token(x[:, t : t + 1], cache, params) for t in range(x.shape[1])], axis=1)
