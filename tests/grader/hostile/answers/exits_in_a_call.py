# family: leaving
# tries: to end with status 0 in the middle of a call
# shape: array
# expect: crashed
# red: test_running_mean
# says: your code ended its own process (exit status 0)
import os


def running_mean(x):
    os._exit(0)
