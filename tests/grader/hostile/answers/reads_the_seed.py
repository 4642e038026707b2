# family: forging
# tries: to know the inputs of a check by the seed of the run
# shape: array
# expect: failed
# red: test_running_mean
# says: expected
import hashlib
import sys

import numpy as np


def running_mean(x):
    frame = sys._getframe()
    while frame := frame.f_back:
        job = frame.f_locals.get("job")
        if isinstance(job, dict) and "seed" in job:
            digest = hashlib.sha256(f"{job['seed']}:test_running_mean".encode()).digest()
            if (np.random.default_rng(int.from_bytes(digest[:8], "big")).normal(size=6) == x).all():
                print("REACHED")
    return x
