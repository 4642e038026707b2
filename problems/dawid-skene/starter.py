import numpy as np


def dawid_skene(L: np.ndarray, K: int, iters: int, smooth: float) -> tuple[np.ndarray, np.ndarray]:
    """Estimate the items' classes and the annotators' confusion matrices by EM.

    L: (N, A) int64, classes from 0 to K - 1 or -1 where missing. Not changed.
    Returns post (N, K) and conf (A, K, K), indexed by annotator, true class, label.
    """
    N, A = L.shape
    return np.full((N, K), 1 / K), np.full((A, K, K), 1 / K)


def information(post: np.ndarray, conf: np.ndarray) -> np.ndarray:
    """For later, if you like: stage 2 says what it does."""
    return np.zeros(len(conf))


if __name__ == "__main__":
    L = np.array([[0, 0, 1], [1, 1, 1], [0, 0, 0], [1, 0, -1]])
    post, conf = dawid_skene(L, K=2, iters=2, smooth=0.5)
    print(post[:, 0].round(4), "should be [0.7359 0.1123 0.9    0.4827]")
    print(conf[0, :, 0].round(4), "should be [0.6708 0.3038]")
