"""The returns have a recursion of their own: mix the value and the return of the next state; adv is what is left."""

import numpy as np


def gae(r, v, done, gamma, lam, normalise=False):
    ret = v.copy()  # row T is the return after the batch: its value
    for t in range(len(r) - 1, -1, -1):
        future = (1 - lam) * v[t + 1] + lam * ret[t + 1]
        ret[t] = np.where(done[t], r[t], r[t] + gamma * future)
    ret = ret[:-1]
    adv = ret - v[:-1]
    if normalise:
        adv -= np.mean(adv)
        adv /= np.sqrt(np.mean(adv**2)) + 1e-8
    return adv, ret
