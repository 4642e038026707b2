import numpy as np


def init_params(rng, D, H, C):
    return {
        "W1": rng.normal(scale=np.sqrt(2 / D), size=(D, H)),
        "b1": np.zeros(H),
        "W2": rng.normal(scale=np.sqrt(2 / H), size=(H, C)),
        "b2": np.zeros(C),
    }


def loss_and_grads(params, X, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N = len(y)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    logits = h @ W2 + b2
    logits = logits - logits.max(axis=1, keepdims=True)
    exps = np.exp(logits)
    sums = exps.sum(axis=1, keepdims=True)
    p = exps / sums
    loss = np.mean(np.log(sums[:, 0]) - logits[np.arange(N), y])

    d = p.copy()
    d[:, y] -= 1
    d /= N
    grads = {"W2": h.T @ d, "b2": d.sum(axis=0)}
    dz = d @ W2.T
    dz = dz * (z > 0)
    grads["W1"] = X.T @ dz
    grads["b1"] = dz.sum(axis=0)
    return loss, grads
