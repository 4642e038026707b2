import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv2d(x, w, stride=1, padding=0):
    """All windows as a view, summed by einsum, which reads them in place: no copy of the windows is made."""
    p = (padding, padding)
    windows = sliding_window_view(np.pad(x, [(0, 0), (0, 0), p, p]), w.shape[2:], axis=(2, 3))
    return np.einsum("ncijab,fcab->nfij", windows[:, :, ::stride, ::stride], w, optimize=False)
