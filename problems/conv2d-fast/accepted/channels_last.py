import numpy as np


def conv2d(x, w, stride=1, padding=0):
    """Channels to the end, so that each offset is a product (N, OH, OW, C) by (C, F); forward and backward alike."""
    padded = np.zeros((x.shape[0], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding, x.shape[1]))
    padded[:, padding : padding + x.shape[2], padding : padding + x.shape[3]] = np.moveaxis(x, 1, -1)
    kh, kw = w.shape[2:]
    oh, ow = (padded.shape[1] - kh) // stride + 1, (padded.shape[2] - kw) // stride + 1
    total = 0.0
    for a in range(kh):
        for b in range(kw):
            part = padded[:, a : a + stride * oh : stride, b : b + stride * ow : stride]
            total = total + np.dot(part, w[:, :, a, b].T)
    return np.ascontiguousarray(np.moveaxis(total, -1, 1))


def conv2d_grad(x, w, dy, stride=1, padding=0):
    """dw is a sum over windows; dx a convolution of the spread-out gradient with the turned filters."""
    n, c, h, width = x.shape
    f, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    spread = np.zeros((n, f, xp.shape[2] + kh - 1, xp.shape[3] + kw - 1))
    oh, ow = dy.shape[2:]
    spread[:, :, kh - 1 : kh + stride * (oh - 1) : stride, kw - 1 : kw + stride * (ow - 1) : stride] = dy
    dx = conv2d(spread, w[:, :, ::-1, ::-1].swapaxes(0, 1))
    windows = np.lib.stride_tricks.sliding_window_view(xp, (kh, kw), axis=(2, 3))[:, :, ::stride, ::stride]
    dw = np.einsum("nfij,ncijab->fcab", dy, windows[:, :, :oh, :ow])
    return dx[:, :, padding : padding + h, padding : padding + width], dw
