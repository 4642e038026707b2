import numpy as np


def softmax(x):
    """Return the softmax of each row."""


def running_mean(x):
    """Return, for each place, the mean of the items up to it."""
    return np.array([x[: n + 1].mean() for n in range(len(x))])


def weighted_sum(x):
    """Return the sum of the numbers, weighted by the file."""
