import numpy as np


def roc_auc(y, s):
    y = np.asarray(y) == 1
    pos, neg = np.sort(s[y]), np.sort(s[~y])
    if pos.size == 0 or neg.size == 0:
        raise ValueError("both classes are needed")
    # one point of the curve per threshold, in the order the scores came
    tpr = 1 - np.searchsorted(pos, s, side="left") / pos.size
    fpr = 1 - np.searchsorted(neg, s, side="left") / neg.size
    tpr, fpr = np.concatenate([[0.0], tpr, [1.0]]), np.concatenate([[0.0], fpr, [1.0]])
    return float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
