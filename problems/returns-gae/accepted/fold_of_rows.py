"""A fold over the rows from the back, as itertools has it."""

from itertools import accumulate

import numpy as np


def standardised(x):
    return (x - x.mean()) / (x.std() + 1e-8)


def gae(r, v, done, gamma, lam, normalise=False):
    def step(later, row):
        reward, here, there, goes_on = row
        return reward - here + gamma * goes_on * (there + lam * later)

    rows = zip(r[::-1], v[-2::-1], v[:0:-1], np.logical_not(done)[::-1])
    adv = np.array(list(accumulate(rows, step, initial=0.0))[1:])[::-1]
    return (standardised(adv) if normalise else adv), adv + v[:-1]
