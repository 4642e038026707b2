# expect: failed
# red: test_settle
# says: expected 6, got np.int64(6)
import numpy as np


async def settle(numbers):
    return np.sum(numbers)
