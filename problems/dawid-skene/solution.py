import numpy as np


def dawid_skene(L: np.ndarray, K: int, iters: int, smooth: float) -> tuple[np.ndarray, np.ndarray]:
    """Estimate the items' classes and the annotators' confusion matrices by EM."""
    N = len(L)
    # said[n, a, l]: a missing label equals no class, so it drops out of every sum below.
    said = (L[:, :, None] == np.arange(K)).astype(np.float64)
    votes = said.sum(axis=1)
    total = votes.sum(axis=1, keepdims=True)
    post = np.where(total > 0, votes / np.maximum(total, 1), 1 / K)
    for _ in range(iters):
        prior = (post.sum(axis=0) + smooth) / (N + K * smooth)
        counts = np.einsum("nj,nal->ajl", post, said) + smooth
        conf = counts / counts.sum(axis=2, keepdims=True)
        log_post = np.log(prior) + np.einsum("nal,ajl->nj", said, np.log(conf))
        # With the largest at 0 the sum can't underflow, however many labels an item has.
        post = np.exp(log_post - log_post.max(axis=1, keepdims=True))
        post /= post.sum(axis=1, keepdims=True)
    return post, conf


def information(post: np.ndarray, conf: np.ndarray) -> np.ndarray:
    """How much a label of each annotator tells about the class, in nats."""
    prior = post.mean(axis=0)
    q = np.einsum("j,ajl->al", prior, conf)
    joint = prior[:, None] * conf
    # Where the joint is 0 the term is 0; elsewhere conf and q are positive.
    ratio = np.divide(conf, q[:, None, :], out=np.ones_like(joint), where=joint > 0)
    return (joint * np.log(ratio)).sum(axis=(1, 2))


if __name__ == "__main__":
    L = np.array([[0, 0, 1], [1, 1, 1], [0, 0, 0], [1, 0, -1]])
    post, conf = dawid_skene(L, K=2, iters=2, smooth=0.5)
    print(post[:, 0].round(4), "should be [0.7359 0.1123 0.9    0.4827]")
    print(conf[0, :, 0].round(4), "should be [0.6708 0.3038]")
