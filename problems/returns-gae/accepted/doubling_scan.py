"""No loop over the steps: sums over 1, 2, 4, ... steps ahead, each from two of the size before."""

import numpy as np


def gae(r, v, done, gamma, lam, normalise=False, cut=None, v_cut=None):
    T = r.shape[0]
    over = done if cut is None else np.logical_or(done, cut)
    after = v[1:].copy()
    if cut is not None:
        np.copyto(after, v_cut, where=cut)
    after[done] = 0.0
    adv = r + gamma * after - v[:T]
    factor = np.where(over, 0.0, gamma * lam)
    reach = 1
    while reach < T:
        adv[:-reach] += factor[:-reach] * adv[reach:]
        factor[:-reach] = factor[:-reach] * factor[reach:]
        factor[-reach:] = 0.0
        reach *= 2
    ret = adv + v[:T]
    return ((adv - adv.mean()) / (adv.std() + 1e-8) if normalise else adv), ret
