import numpy as np


def roc_auc(y, s):
    y = np.asarray(y) == 1
    pos, neg = s[y], np.sort(s[~y])
    if pos.size == 0 or neg.size == 0:
        raise ValueError("both classes are needed")
    # negatives that each positive is not below
    wins = np.searchsorted(neg, pos, side="right").sum()
    return float(wins / (pos.size * neg.size))
