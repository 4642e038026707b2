"""Loops over labels and annotators, logarithms added one by one."""

from collections import defaultdict
from math import exp, log

import numpy as np


def dawid_skene(L, K, iters, smooth):
    N, A = L.shape
    given = [(n, a, L[n, a]) for n in range(N) for a in range(A) if L[n, a] != -1]
    given = [tuple(map(int, each)) for each in given]
    post = [[1 / K] * K for _ in range(N)]
    by_item = defaultdict(list)
    for n, a, label in given:
        by_item[n].append((a, label))
    for n, said in by_item.items():
        post[n] = [sum(1 for _, label in said if label == j) / len(said) for j in range(K)]
    for _ in range(iters):
        prior = [(sum(p[j] for p in post) + smooth) / (N + K * smooth) for j in range(K)]
        conf = np.full((A, K, K), float(smooth))
        for n, a, label in given:
            for j in range(K):
                conf[a, j, label] += post[n][j]
        conf /= conf.sum(axis=-1)[..., None]
        logs = np.log(conf).tolist()
        for n in range(N):
            lp = [log(prior[j]) + sum(logs[a][j][label] for a, label in by_item[n]) for j in range(K)]
            top = max(lp)
            w = [exp(v - top) for v in lp]
            post[n] = [v / sum(w) for v in w]
    return np.array(post), conf
