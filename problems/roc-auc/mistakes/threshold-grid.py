import numpy as np


def roc_auc(y, s):
    y = np.asarray(y) == 1
    if y.all() or not y.any():
        raise ValueError("both classes are needed")
    tpr, fpr = [0.0], [0.0]
    for threshold in np.linspace(1, 0, 101):
        hit = s >= threshold
        tpr.append(hit[y].mean())
        fpr.append(hit[~y].mean())
    tpr, fpr = np.array([*tpr, 1.0]), np.array([*fpr, 1.0])
    return float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
