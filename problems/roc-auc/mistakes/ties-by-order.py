import numpy as np


def roc_auc(y, s):
    y = np.asarray(y) == 1
    n_pos, n_neg = int(y.sum()), int((~y).sum())
    if n_pos == 0 or n_neg == 0:
        raise ValueError("both classes are needed")
    y = y[np.argsort(s, kind="stable")[::-1]]
    tpr = np.cumsum(y) / n_pos
    # each negative moves the curve to the right, at the height reached so far
    return float(tpr[~y].sum() / n_neg)
