import numpy as np


def roc_auc(y, s):
    y = np.asarray(y) == 1
    pos, neg = s[y], np.sort(s[~y])
    below = np.searchsorted(neg, pos, side="left").sum()
    not_above = np.searchsorted(neg, pos, side="right").sum()
    return (below + not_above) / 2 / (pos.size * neg.size)
