import numpy as np


def roc_auc(y, s):
    if np.all(y) or not np.any(y):
        raise ValueError("both classes are needed")
    pos, neg = s[y], np.sort(s[~y])
    below = np.searchsorted(neg, pos, side="left").sum()
    not_above = np.searchsorted(neg, pos, side="right").sum()
    return float((below + not_above) / 2 / (pos.size * neg.size))
