# expect: crashed
# red: test_triple
# says: segmentation fault
import ctypes


def triple(x):
    ctypes.string_at(0)
