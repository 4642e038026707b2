import math

import numpy as np


def _row(row):
    top = max(row)
    if top == -math.inf:
        return [0.0] * len(row)
    weights = [math.exp(v - top) for v in row]
    total = math.fsum(weights)
    return [w / total for w in weights]


def softmax(x, axis=-1):
    moved = np.moveaxis(x, axis, -1)
    rows = [_row(row) for row in moved.reshape(-1, moved.shape[-1]).tolist()]
    dtype = x.dtype if x.dtype.kind == "f" else float
    return np.moveaxis(np.array(rows, dtype=dtype).reshape(moved.shape), -1, axis)
