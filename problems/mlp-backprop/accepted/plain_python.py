import math

import numpy as np


def init_params(rng, D, H, C):
    def matrix(rows, columns):
        return np.array([[rng.standard_normal() * (2 / rows) ** 0.5 for _ in range(columns)] for _ in range(rows)])

    return dict(W1=matrix(D, H), b1=np.zeros((H,)), W2=matrix(H, C), b2=np.zeros((C,)))


def loss_and_grads(params, X, y):
    W1, b1, W2, b2 = (params[name].tolist() for name in ("W1", "b1", "W2", "b2"))
    D, H, C, N = len(W1), len(b1), len(b2), len(y)
    grads = {name: np.zeros(value.shape) for name, value in params.items()}
    loss = 0.0
    for x, target in zip(X.tolist(), y.tolist()):
        z = [b1[j] + sum(x[i] * W1[i][j] for i in range(D)) for j in range(H)]
        h = [v if v > 0 else 0.0 for v in z]
        logits = [b2[k] + sum(h[j] * W2[j][k] for j in range(H)) for k in range(C)]
        top = max(logits)
        norm = math.log(sum(math.exp(v - top) for v in logits))
        loss += norm - (logits[target] - top)
        d = [(math.exp(v - top - norm) - (k == target)) / N for k, v in enumerate(logits)]
        for j in range(H):
            back = 0.0
            for k in range(C):
                grads["W2"][j, k] += h[j] * d[k]
                back += d[k] * W2[j][k]
            if z[j] > 0:
                grads["b1"][j] += back
                for i in range(D):
                    grads["W1"][i, j] += x[i] * back
        grads["b2"] += d
    return loss / N, grads
