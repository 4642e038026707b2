# family: time
# tries: to hold the interpreter's lock in a pattern that backtracks
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
import re


def running_mean(x):
    return re.match("(a+)+$", "a" * 34 + "b")
