"""Labels as one flat one-hot matrix (N, A * K): both steps are a single matrix product."""

from functools import reduce

import numpy as np


def dawid_skene(L, K, iters, smooth):
    N, A = L.shape
    flat = np.zeros((N, A * K))
    n, a = np.nonzero(L != -1)
    flat[n, a * K + L[n, a]] = 1.0
    votes = flat.reshape(N, A, K).sum(1)
    with np.errstate(invalid="ignore"):
        post = np.nan_to_num(votes / votes.sum(1, keepdims=True), nan=1.0 / K)
    for _ in range(iters):
        soft = post.sum(0) + smooth
        counts = (post.T @ flat).reshape(K, A, K) + smooth
        conf = counts / counts.sum(-1, keepdims=True)
        score = np.log(soft / soft.sum()) + flat @ np.log(conf).reshape(K, A * K).T
        norm = reduce(np.logaddexp, score.T)
        post = np.exp(score - norm[:, None])
    return post, conf.transpose(1, 0, 2)


def information(post, conf):
    p = post.sum(0) / len(post)

    def h(x):
        safe = np.where(x > 0, x, 1.0)
        return -(x * np.log(safe)).sum(-1)

    return h(p @ conf) - h(conf) @ p
