import numpy as np


class Adam:
    """Both corrections as two scalars per step; averages and scratch space are reused, nothing is allocated."""

    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.eps = lr, eps
        self.b1, self.b2 = betas
        self.power1 = self.power2 = 1.0
        self.state = {}

    def step(self, params, grads):
        self.power1 *= self.b1
        self.power2 *= self.b2
        root = (1.0 - self.power2) ** 0.5
        rate, eps = self.lr * root / (1.0 - self.power1), self.eps * root
        for name, p in params.items():
            g = grads.get(name)
            if g is None:
                continue
            if name not in self.state:
                self.state[name] = tuple(np.zeros_like(p) for _ in range(3))
            m, v, work = self.state[name]
            np.multiply(g, 1.0 - self.b1, out=work)
            m *= self.b1
            m += work
            np.multiply(g, g, out=work)
            work *= 1.0 - self.b2
            v *= self.b2
            v += work
            np.sqrt(v, out=work)
            work += eps
            np.divide(m, work, out=work)
            work *= rate
            np.subtract(p, work, out=p)

    def state_dict(self):
        averages = {name: (m.copy(), v.copy()) for name, (m, v, _) in self.state.items()}
        return {"powers": (self.power1, self.power2), "averages": averages}

    def load_state_dict(self, state):
        self.power1, self.power2 = state["powers"]
        self.state = {name: (m.copy(), v.copy(), np.zeros_like(m)) for name, (m, v) in state["averages"].items()}
