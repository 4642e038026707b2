import numpy as np


class Causal:
    """The mask of a length, made once for each call, and scores turned into weights by their logarithms."""

    def __init__(self, length):
        self.hidden = np.less.outer(np.arange(length), np.arange(length))

    def log_softmax(self, scores):
        scores = np.ma.array(scores, mask=np.broadcast_to(self.hidden, scores.shape)).filled(-np.inf)
        top = scores.max(axis=-1, keepdims=True)
        return scores - (top + np.log(np.exp(scores - top).sum(axis=-1, keepdims=True)))


def attention(q, k, v):
    scale = np.float64(q.shape[-1]) ** -0.25  # half of it on each side
    return np.exp(Causal(q.shape[-2]).log_softmax((q * scale) @ (k * scale).transpose(0, 1, 3, 2))) @ v
