import numpy as np


class Running:
    """A maximum and a sum over the logits seen so far; the sum is rescaled when the maximum rises."""

    def __init__(self, like):
        self.top = np.full_like(like, -np.inf)
        self.total = np.zeros_like(like)

    def see(self, logits):
        top = np.maximum(self.top, logits)
        with np.errstate(invalid="ignore"):
            fade, new = np.exp(self.top - top), np.exp(logits - top)
        self.total = self.total * np.nan_to_num(fade) + np.nan_to_num(new)
        self.top = top

    def share(self, logits):
        anchor = np.where(np.isneginf(self.top), 0, self.top)
        return np.exp(logits - anchor) / np.where(self.total > 0, self.total, 1)


def softmax(x, axis=-1):
    """One pass over slices for the sum, and one for the shares."""
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(np.float64)
    slices = list(np.moveaxis(x, axis, 0).astype(np.float64))
    running = Running(slices[0])
    for logits in slices:
        running.see(logits)
    return np.stack([running.share(logits) for logits in slices], axis=axis).astype(dtype)


def softmax_vjp(x, g, axis=-1, temperature=1.0):
    """By small sums over slices: what p_j gets from each upstream gradient, relative to their mean."""
    shares = list(np.moveaxis(softmax(x / temperature, axis), axis, 0))
    upstream = list(np.moveaxis(g, axis, 0))
    mean = sum(p * each for p, each in zip(shares, upstream))
    return np.stack([p * (each - mean) / temperature for p, each in zip(shares, upstream)], axis=axis)
