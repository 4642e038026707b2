import numpy as np


def conv2d(x, w, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.empty((N, F, OH, OW))
    filters = w.reshape(F, -1)
    for i in range(OH):
        for j in range(OW):
            top, left = i * stride, j * stride
            patch = x[:, :, top : top + KH, left : left + KW]
            out[:, :, i, j] = patch.reshape(N, -1) @ filters.T
    return out
