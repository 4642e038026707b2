# family: leaving
# tries: to end in the grader's own code, by a trace function
# shape: array
# expect: crashed
# red: test_running_mean
# says: exit status 0
import os
import sys

honest = running_mean


def running_mean(x):
    sys.settrace(lambda *_: os._exit(0))
    return honest(x)
