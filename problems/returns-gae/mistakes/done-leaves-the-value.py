import numpy as np


def gae(r, v, done, gamma, lam, normalise=False):
    T, E = r.shape
    alive = 1.0 - done
    adv = np.zeros((T, E))
    carry = np.zeros(E)
    for t in reversed(range(T)):
        delta = r[t] + gamma * v[t + 1] - v[t]
        carry = delta + gamma * lam * alive[t] * carry
        adv[t] = carry
    ret = adv + v[:-1]
    if normalise:
        adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    return adv, ret
