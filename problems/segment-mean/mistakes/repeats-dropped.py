import numpy as np


def segment_mean(X, ids, K):
    total, count = np.zeros((K, X.shape[1])), np.zeros(K)
    total[ids] += X
    count[ids] += 1
    return total / np.maximum(count, 1)[:, None]
