# family: crashes
# tries: to break the object that all of Python shares
# shape: array
# expect: crashed
# red: test_running_mean
# says: your code
import ctypes


def running_mean(x):
    ctypes.memset(id(None), 0, 16)
    return None
