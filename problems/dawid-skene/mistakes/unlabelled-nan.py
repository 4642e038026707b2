import numpy as np


def dawid_skene(L, K, iters, smooth):
    N, A = L.shape
    said = (L[:, :, None] == np.arange(K)).astype(float)
    votes = said.sum(axis=1)
    post = votes / votes.sum(axis=1, keepdims=True)
    for _ in range(iters):
        prior = (post.sum(axis=0) + smooth) / (N + K * smooth)
        counts = np.einsum("nj,nal->ajl", post, said) + smooth
        conf = counts / counts.sum(axis=2, keepdims=True)
        logp = np.log(prior) + np.einsum("nal,ajl->nj", said, np.log(conf))
        post = np.exp(logp - logp.max(axis=1, keepdims=True))
        post /= post.sum(axis=1, keepdims=True)
    return post, conf
