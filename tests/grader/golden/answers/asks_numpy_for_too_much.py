# expect: out_of_memory
# red: test_triple
# says: it asked for more than the 512 MiB there are: _ArrayMemoryError: Unable to allocate
import numpy as np


def triple(x):
    return np.ones(2**30)
