# family: memory
# tries: to use up the descriptors
# shape: array
# expect: errored
# red: test_running_mean, test_weighted_sum
# says: Too many open files
import os


def running_mean(x):
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_000)]
    print("REACHED", len(opened))
    return x
