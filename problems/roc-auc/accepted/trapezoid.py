import numpy as np


def roc_auc(y, s):
    """Walk the curve from the highest score down, one step per distinct score."""
    y = np.asarray(y).astype(bool)
    n_pos = np.count_nonzero(y)
    n_neg = len(y) - n_pos
    if not (n_pos and n_neg):
        raise ValueError("both classes are needed")
    order = np.argsort(s)[::-1]
    scores, hits = s[order], y[order]
    last = np.append(np.flatnonzero(scores[1:] != scores[:-1]), len(y) - 1)
    tpr = np.concatenate([[0.0], np.cumsum(hits)[last] / n_pos])
    fpr = np.concatenate([[0.0], np.cumsum(~hits)[last] / n_neg])
    return np.trapezoid(tpr, fpr) if hasattr(np, "trapezoid") else np.trapz(tpr, fpr)
