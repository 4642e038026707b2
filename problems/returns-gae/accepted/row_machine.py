"""A small machine that is fed rows from the back and forgets where an episode ends."""

import numpy as np


class Backwards:
    def __init__(self, width, decay):
        self.total = np.zeros(width)
        self.decay = decay

    def feed(self, delta, finished):
        self.total[finished] = 0.0
        self.total *= self.decay
        self.total += delta
        return self.total.copy()


def gae(r, v, done, gamma, lam, normalise=False):
    ahead = v[1:].copy()
    ahead[done] = 0
    delta = r + gamma * ahead - v[:-1]
    machine = Backwards(r.shape[1], gamma * lam)
    rows = [machine.feed(d, f) for d, f in zip(delta[::-1], done[::-1])]
    adv = np.stack(rows[::-1])
    ret = adv + v[:-1]
    if normalise:
        flat = adv.ravel()
        adv = ((flat - flat.mean()) / (flat.std() + 1e-8)).reshape(adv.shape)
    return adv, ret
