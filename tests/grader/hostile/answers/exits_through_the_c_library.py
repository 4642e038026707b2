# family: leaving
# tries: to leave by `exit` of the C library
# shape: array
# expect: crashed
# red: test_running_mean
# says: exit status 0
import ctypes


def running_mean(x):
    ctypes.CDLL(None).exit(0)
