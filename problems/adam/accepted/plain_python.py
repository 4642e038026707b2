import json
import math


class Adam:
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps = lr, betas, eps
        self.steps = 0
        self.averages = {}

    def step(self, params, grads):
        self.steps += 1
        for name in grads:
            p, g = params[name].flat, grads[name].flat
            m, v = self.averages.setdefault(name, ([0.0] * len(g), [0.0] * len(g)))
            for i in range(len(g)):
                p[i] -= self.lr * self.direction(m, v, i, float(g[i]))

    def direction(self, m, v, i, g):
        b1, b2 = self.betas
        m[i] += (1 - b1) * (g - m[i])
        v[i] += (1 - b2) * (g**2 - v[i])
        mean, square = m[i] / (1 - b1**self.steps), v[i] / (1 - b2**self.steps)
        return mean / (math.sqrt(square) + self.eps)

    def state_dict(self):
        return {"json": json.dumps([self.steps, self.averages])}

    def load_state_dict(self, state):
        self.steps, self.averages = json.loads(state["json"])
