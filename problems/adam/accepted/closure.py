from collections import defaultdict
from types import SimpleNamespace

import numpy as np


def Adam(lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
    """An optimiser as a namespace around a closure."""
    beta = np.array(betas)
    both = defaultdict(float)
    calls = []

    def step(params, grads):
        calls.append(len(grads))
        for name in sorted(grads, reverse=True):
            g = grads[name]
            shape = (2,) + (1,) * g.ndim
            b = beta.reshape(shape)
            both[name] = b * both[name] + (1 - b) * np.stack([g, g**2])
            mean, square = both[name] / (1 - b ** len(calls))
            params[name][...] = params[name] - lr * mean / (square**0.5 + eps)
        return params

    return SimpleNamespace(step=step)
