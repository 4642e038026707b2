import numpy as np


def sdpa(q, k, v, mask=None, block=2):
    """Keys in blocks with a running maximum and a running sum, so that T by S never exists."""
    B, H, T, d = q.shape
    S, e = v.shape[-2:]
    mask = np.broadcast_to(np.array(True) if mask is None else mask, (B, H, T, S))
    top = np.full((B, H, T, 1), -np.inf)
    total = np.zeros((B, H, T, 1))
    out = np.zeros((B, H, T, e))
    for start in range(0, S, block):
        here = slice(start, start + block)
        scores = np.matmul(q, k[:, :, here].transpose(0, 1, 3, 2)) / np.sqrt(d)
        scores = np.where(mask[..., here], scores, -np.inf)
        new_top = np.maximum(top, scores.max(axis=-1, keepdims=True))
        anchor = np.where(np.isneginf(new_top), 0.0, new_top)
        fade = np.exp(top - anchor)
        weights = np.exp(scores - anchor)
        total = total * fade + weights.sum(axis=-1, keepdims=True)
        out = out * fade + np.matmul(weights, v[:, :, here])
        top = new_top
    return out / np.where(total == 0, 1.0, total)
