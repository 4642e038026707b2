import numpy as np


def kept(row, temp, top_k, top_p):
    """The tokens that the filters leave, and their weights."""
    best = sorted(range(len(row)), key=lambda token: (-row[token], token))[:top_k]
    weights = [np.exp((row[token] - row[best[0]]) / temp) for token in best]
    total, reached = sum(weights), 0.0
    for count, weight in enumerate(weights, start=1):
        reached += weight / total
        if reached >= top_p:
            return best[:count], weights[:count]
    return best, weights


def sample(logits, temp, top_k, top_p, rng):
    tokens = []
    for row in logits.tolist():
        if temp == 0:
            tokens.append(row.index(max(row)))
            continue
        left, weights = kept(row, temp, top_k, top_p)
        tokens.append(left[rng.choice(len(left), p=np.array(weights) / sum(weights))])
    return np.array(tokens)
