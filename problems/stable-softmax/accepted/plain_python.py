import math

import numpy as np


def _row(row):
    top = max(row)
    if top == -math.inf:
        return [0.0] * len(row)
    weights = [math.exp(v - top) for v in row]
    total = math.fsum(weights)
    return [w / total for w in weights]


def _vjp(row, upstream):
    p = _row(row)
    mean = math.fsum(a * b for a, b in zip(p, upstream))
    return [a * (b - mean) for a, b in zip(p, upstream)]


def _rowwise(function, axis, *arrays):
    moved = [np.moveaxis(each, axis, -1) for each in arrays]
    rows = zip(*(each.reshape(-1, each.shape[-1]).tolist() for each in moved))
    dtype = arrays[0].dtype if arrays[0].dtype.kind == "f" else float
    out = np.array([function(*each) for each in rows], dtype=dtype)
    return np.moveaxis(out.reshape(moved[0].shape), -1, axis)


def softmax(x, axis=-1):
    return _rowwise(_row, axis, x)


def softmax_vjp(x, g, axis=-1, temperature=1.0):
    return _rowwise(_vjp, axis, x / temperature, g / temperature)
