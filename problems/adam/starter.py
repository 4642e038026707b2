import numpy as np


class Adam:
    """Gradient steps scaled by running averages of each gradient and of its square."""

    def __init__(self, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        self.lr = lr
        self.betas = betas
        self.eps = eps

    def step(self, params: dict[str, np.ndarray], grads: dict[str, np.ndarray]) -> None:
        """Update, in place, each array of `params` that has a gradient of its shape in `grads`."""

    def state_dict(self) -> dict:
        """For later, if you like: stage 2 says what it does."""
        return {}

    def load_state_dict(self, state: dict) -> None:
        """For later, if you like: stage 2 says what it does."""


if __name__ == "__main__":
    params = {"w": np.array([1.0, -2.0]), "b": np.array([3.0])}
    optimiser = Adam(lr=0.1)
    for step in range(5):
        print(step, params)
        optimiser.step(params, {name: 2 * p for name, p in params.items()})  # the gradients of the sum of squares
