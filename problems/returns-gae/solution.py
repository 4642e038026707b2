import numpy as np


def gae(
    r: np.ndarray,
    v: np.ndarray,
    done: np.ndarray,
    gamma: float,
    lam: float,
    normalise: bool = False,
    cut: np.ndarray | None = None,
    v_cut: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Advantages and returns (T, E) of T steps in E environments."""
    after, last = v[1:], done  # the value after each step; whether row t + 1 is another episode
    if cut is not None:
        after, last = np.where(cut, v_cut, after), done | cut  # where, not a product: NaN * 0 is NaN
    delta = r + gamma * np.where(done, 0.0, after) - v[:-1]

    adv = np.empty_like(delta)
    carry = np.zeros(r.shape[1])  # nothing is known of what comes after the batch but v[T], which is in delta
    for t in reversed(range(len(r))):
        # Rows are arrays over the environments: this is the only loop.
        carry = delta[t] + gamma * lam * np.where(last[t], 0.0, carry)
        adv[t] = carry

    ret = adv + v[:-1]  # before normalising: a value function learns returns in their own units
    if normalise:
        adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    return adv, ret


if __name__ == "__main__":
    r = np.array([[1.0], [2.0], [3.0]])
    v = np.array([[10.0], [20.0], [30.0], [40.0]])
    done = np.array([[False], [True], [False]])
    adv, ret = gae(r, v, done, gamma=0.5, lam=0.5)
    print("adv", adv.ravel(), "should be [ -3.5 -18.   -7. ]")
    print("ret", ret.ravel(), "should be [ 6.5  2.  23. ]")
