import numpy as np


def dawid_skene(L, K, iters, smooth):
    N, A = L.shape
    said = (L[:, :, None] == np.arange(K)).astype(float)
    votes = said.sum(axis=1)
    total = votes.sum(axis=1, keepdims=True)
    post = np.where(total > 0, votes / np.maximum(total, 1), 1 / K)
    for _ in range(iters):
        prior = (post.sum(axis=0) + smooth) / (N + K * smooth)
        counts = np.einsum("nj,nal->ajl", post, said) + smooth
        conf = counts / counts.sum(axis=1, keepdims=True)
        logp = np.log(prior) + np.einsum("nal,ajl->nj", said, np.log(conf))
        post = np.exp(logp - logp.max(axis=1, keepdims=True))
        post /= post.sum(axis=1, keepdims=True)
    return post, conf
