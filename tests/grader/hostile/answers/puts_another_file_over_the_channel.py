# family: leaving
# tries: to replace the channel by its own standard output
# shape: array
# expect: crashed
# red: test_running_mean
# says: your code closed or disturbed its channel to the grader
import os

honest = running_mean


def running_mean(x):
    for descriptor in range(3, 21):
        try:
            os.fstat(descriptor)
            os.dup2(1, descriptor)
        except OSError:
            pass
    return honest(x)
