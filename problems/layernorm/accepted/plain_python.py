import math

import numpy as np


def ln_fwd(x, g, b, eps):
    D = x.shape[-1]
    gains, biases = g.tolist(), b.tolist()
    out, hats, roots = [], [], []
    for row in x.reshape(-1, D).tolist():
        mean = math.fsum(row) / D
        root = math.sqrt(math.fsum((v - mean) ** 2 for v in row) / D + eps)
        hat = [(v - mean) / root for v in row]
        out.append([h * gk + bk for h, gk, bk in zip(hat, gains, biases)])
        hats.append(hat)
        roots.append(root)
    return np.array(out).reshape(x.shape), {"hats": hats, "roots": roots, "gains": gains}


def ln_bwd(dy, cache):
    D = dy.shape[-1]
    dx, dg, db = [], [0.0] * D, [0.0] * D
    for up, hat, root in zip(dy.reshape(-1, D).tolist(), cache["hats"], cache["roots"]):
        dh = [u * gk for u, gk in zip(up, cache["gains"])]
        even = math.fsum(dh) / D
        along = math.fsum(d * h for d, h in zip(dh, hat)) / D
        dx.append([(d - even - h * along) / root for d, h in zip(dh, hat)])
        for k in range(D):
            db[k] += up[k]
            dg[k] += up[k] * hat[k]
    return np.array(dx).reshape(dy.shape), np.array(dg), np.array(db)
