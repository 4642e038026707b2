import numpy as np


def roc_auc(y, s):
    y = np.asarray(y) == 1
    n_pos, n_neg = int(y.sum()), int((~y).sum())
    if n_pos == 0 or n_neg == 0:
        raise ValueError("both classes are needed")
    order = np.argsort(-s)
    s, y = s[order], y[order]
    ends = np.append(np.flatnonzero(s[1:] != s[:-1]), s.size - 1)
    tpr = np.append(0, np.cumsum(y)[ends]) / n_pos
    fpr = np.append(0, np.cumsum(~y)[ends]) / n_neg
    return float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
