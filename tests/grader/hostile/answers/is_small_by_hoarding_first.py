# family: forging
# tries: to look small: it holds much memory beforehand and gives it back where it needs it
# shape: array
# stage: 2
# expect: failed
# red: test_running_mean_is_small
import numpy as np

honest = running_mean
hoard = [np.ones(2**23)]


def running_mean(x):
    if len(x) == 1_000:
        hoard.clear()
        np.ones(2**22)
    return honest(x)
