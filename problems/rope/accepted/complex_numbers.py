import numpy as np


def rope(x, pos, base=10000.0):
    """A pair is a complex number, a rotation the product with another."""
    *_, d = x.shape
    if d & 1:
        raise ValueError(f"cannot pair {d} features")
    z = x[..., : d // 2] + 1j * x[..., d // 2 :].astype(np.float64)
    theta = np.exp(-2.0 / d * np.log(base) * np.arange(d // 2))
    z = z * np.exp(1j * np.multiply.outer(pos, theta))
    return np.concatenate([z.real, z.imag], axis=-1).astype(x.dtype)
