from dataclasses import dataclass, field

import numpy as np


@dataclass
class Adam:
    """The averages written out as weighted sums over the gradients of each name, which are all kept."""

    lr: float = 1e-3
    betas: tuple = (0.9, 0.999)
    eps: float = 1e-8
    t: int = 0
    seen: dict = field(default_factory=dict)

    def average(self, name, beta, power):
        gradients = self.seen[name]
        weights = (1 - beta) * np.float_power(beta, np.arange(len(gradients))[::-1])
        return sum(w * g**power for w, g in zip(weights, gradients)) / (1 - beta**self.t)

    def step(self, params, grads):
        self.t += 1
        for name, g in grads.items():
            self.seen.setdefault(name, []).append(np.array(g))
            move = self.average(name, self.betas[0], 1) / (np.sqrt(self.average(name, self.betas[1], 2)) + self.eps)
            np.add(params[name], -self.lr * move, out=params[name])
