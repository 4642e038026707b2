import numpy as np


def gae(
    r: np.ndarray,
    v: np.ndarray,
    done: np.ndarray,
    gamma: float,
    lam: float,
    normalise: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Advantages and returns (T, E) of T steps in E environments; v is (T + 1, E)."""
    adv = np.zeros_like(r)
    return adv, adv + v[:-1]


if __name__ == "__main__":
    r = np.array([[1.0], [2.0], [3.0]])
    v = np.array([[10.0], [20.0], [30.0], [40.0]])
    done = np.array([[False], [True], [False]])
    adv, ret = gae(r, v, done, gamma=0.5, lam=0.5)
    print("adv", adv.ravel(), "should be [ -3.5 -18.   -7. ]")
    print("ret", ret.ravel(), "should be [ 6.5  2.  23. ]")
