import numpy as np


class Adam:
    """Gradient steps scaled by running averages of each gradient and of its square."""

    def __init__(self, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m: dict[str, np.ndarray] = {}
        self.v: dict[str, np.ndarray] = {}

    def step(self, params: dict[str, np.ndarray], grads: dict[str, np.ndarray]) -> None:
        """Update, in place, each array of `params` that has a gradient of its shape in `grads`."""
        # Once per call, before it is used: the first step is 1, and all parameters share it.
        self.t += 1
        b1, b2 = self.betas
        # Over grads, not params: what is absent keeps its averages too.
        for name, g in grads.items():
            # New arrays: neither the gradients nor another parameter's averages are touched.
            self.m[name] = m = b1 * self.m.get(name, 0.0) + (1 - b1) * g
            self.v[name] = v = b2 * self.v.get(name, 0.0) + (1 - b2) * g * g
            # After t steps the weights in an average sum to 1 - beta**t: divide by that.
            m_hat = m / (1 - b1**self.t)
            v_hat = v / (1 - b2**self.t)
            # -= writes into the caller's array; `p = p - ...` would make a new one.
            params[name] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)

    def state_dict(self) -> dict:
        """The step number and the averages by name, as plain data of its own."""
        return {"t": self.t, "m": _copied(self.m), "v": _copied(self.v)}

    def load_state_dict(self, state: dict) -> None:
        """Go on from a state; what was known before is forgotten."""
        # Copied again: a state that is loaded twice must not tie two optimisers together.
        self.t, self.m, self.v = state["t"], _copied(state["m"]), _copied(state["v"])


def _copied(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: array.copy() for name, array in arrays.items()}


if __name__ == "__main__":
    params = {"w": np.array([1.0, -2.0]), "b": np.array([3.0])}
    optimiser = Adam(lr=0.1)
    for step in range(5):
        print(step, params)
        optimiser.step(params, {name: 2 * p for name, p in params.items()})  # the gradients of the sum of squares
