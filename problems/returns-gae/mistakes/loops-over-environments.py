import numpy as np


def gae(r, v, done, gamma, lam, normalise=False):
    T, E = r.shape
    adv = np.zeros((T, E))
    for e in range(E):
        carry = 0.0
        for t in reversed(range(T)):
            if done[t, e]:
                carry = r[t, e] - v[t, e]
            else:
                carry = r[t, e] + gamma * v[t + 1, e] - v[t, e] + gamma * lam * carry
            adv[t, e] = carry
    ret = adv + v[:-1]
    if normalise:
        adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    return adv, ret
