# expect: out_of_memory
# red: test_triple
# says: it used more than 512 MiB
import mmap
import time


def triple(x):
    shared = mmap.mmap(-1, 3 * 2**28)
    for start in range(0, len(shared), 2**24):
        shared[start : start + 2**24] = bytes(2**24)
    time.sleep(60)
