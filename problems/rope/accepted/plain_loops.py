import math

import numpy as np


def turn(vector, position, base):
    d = len(vector)
    turned = [0.0] * d
    for i in range(d // 2):
        angle = position * base ** (-2 * i / d)
        a, b = vector[i], vector[i + d // 2]
        turned[i] = a * math.cos(angle) - b * math.sin(angle)
        turned[i + d // 2] = a * math.sin(angle) + b * math.cos(angle)
    return turned


def rope(x, pos, base=10000.0):
    if x.shape[3] % 2 != 0:
        raise ValueError("odd number of features")
    return np.array(
        [[[turn(v, p, base) for v, p in zip(head, pos.tolist())] for head in item] for item in x.tolist()],
        dtype=x.dtype,
    )


def half_layout(w, n_heads):
    d = len(w[0]) // n_heads
    columns = [w[:, h * d + start + 2 * i] for h in range(n_heads) for start in (0, 1) for i in range(d // 2)]
    return np.stack(columns, axis=1)
