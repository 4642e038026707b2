import numpy as np


def roc_auc(y, s):
    y = np.asarray(y) == 1
    n_pos, n_neg = int(y.sum()), int((~y).sum())
    if n_pos == 0 or n_neg == 0:
        raise ValueError("both classes are needed")
    order = np.argsort(s)[::-1]
    s, y = s[order], y[order]
    ends = np.append(np.flatnonzero(np.diff(s)), s.size - 1)
    tpr = np.cumsum(y)[ends] / n_pos
    fpr = np.cumsum(~y)[ends] / n_neg
    return float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
