import numpy as np


def softmax(x, axis=-1):
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(np.float64)
    logits = x.astype(np.float64)
    norm = np.logaddexp.reduce(logits, axis=axis, keepdims=True)
    with np.errstate(invalid="ignore"):
        log_p = logits - norm
    return np.where(np.isneginf(logits), 0.0, np.exp(log_p)).astype(dtype)
