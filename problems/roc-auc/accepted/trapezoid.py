import numpy as np


def area(y, s, w, n_pos, n_neg):
    """Walk the curve from the highest score down, one step per distinct score."""
    order = np.argsort(s)[::-1]
    scores, hits, w = s[order], y[order], w[order]
    last = np.append(np.flatnonzero(scores[1:] != scores[:-1]), len(y) - 1)
    tpr = np.concatenate([[0.0], np.cumsum(hits * w)[last] / n_pos])
    fpr = np.concatenate([[0.0], np.cumsum(~hits * w)[last] / n_neg])
    return np.trapezoid(tpr, fpr) if hasattr(np, "trapezoid") else np.trapz(tpr, fpr)


def weighted_roc_auc(y, s, w):
    y = np.asarray(y).astype(bool)
    n_pos, n_neg = w[y].sum(), w[~y].sum()
    if not (n_pos and n_neg):
        raise ValueError("both classes are needed")
    return area(y, s, w, n_pos, n_neg)


def roc_auc(y, s):
    return weighted_roc_auc(y, s, np.ones(len(y)))
