# family: crashes
# tries: to read where nothing is
# shape: array
# expect: crashed
# red: test_running_mean
# says: your code crashed Python (segmentation fault)
import ctypes


def running_mean(x):
    ctypes.string_at(0)
