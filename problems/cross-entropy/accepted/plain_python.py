import math


def cross_entropy(logits, y, ignore=-100, reduction="mean"):
    losses, count = [], 0
    for row, target in zip(logits.tolist(), y.tolist()):
        if target == ignore:
            losses.append(0.0)
            continue
        top = max(row)
        losses.append(math.log(sum(math.exp(v - top) for v in row)) + top - row[target])
        count += 1
    if reduction == "none":
        import numpy as np

        return np.array(losses)
    if reduction == "sum":
        return sum(losses)
    if reduction == "mean":
        return sum(losses) / count if count else 0.0
    raise ValueError(reduction)
