# family: leaving
# tries: to leave with status 0 from an exit handler
# shape: array
# expect: errored
# red: test_running_mean
# says: your code raised SystemExit: 0
import atexit
import os
import sys

atexit.register(os._exit, 0)


def running_mean(x):
    sys.exit(0)
