import numpy as np


def sample(logits, temp, top_k, top_p, rng):
    if temp == 0:
        return np.argmax(logits, axis=-1)
    tokens = []
    for row in logits:
        order = np.argsort(-row, kind="stable")
        scaled = row[order] / temp
        probs = np.exp(scaled)
        if top_k is not None:
            probs[top_k:] = 0.0
        probs /= probs.sum()
        keep = np.cumsum(probs) - probs < top_p
        probs = np.where(keep, probs, 0.0)
        probs /= probs.sum()
        tokens.append(rng.choice(order, p=probs))
    return np.array(tokens)
