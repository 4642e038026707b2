import numpy as np


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def running_mean(x):
    return np.cumsum(x) / np.arange(1, len(x) + 1)


def weighted_sum(x):
    return float(np.loadtxt("weights.txt") @ x)
