# family: crashes
# tries: to recurse in C beyond the stack
# shape: array
# expect: crashed or errored
# red: test_running_mean
# says: your code
# because: Python 3.12 and later count C's recursion too and raise
import sys


class Deep:
    def __str__(self):
        return str(Deep())


def running_mean(x):
    sys.setrecursionlimit(2**31 - 1)
    return str(Deep())
