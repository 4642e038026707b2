# family: memory
# tries: to take memory that is not on the heap
# shape: array
# needs: memory
# expect: out_of_memory or timed_out
# red: test_running_mean
# says: it 
# because: memory is looked at every 50 ms, on a busy machine later: then time is over first
import mmap
import time


def running_mean(x):
    hoard = []
    for _ in range(36):
        hoard.append(mmap.mmap(-1, 10 * 2**20))
        for at in range(0, 10 * 2**20, 4096):
            hoard[-1][at] = 1
    time.sleep(60)
