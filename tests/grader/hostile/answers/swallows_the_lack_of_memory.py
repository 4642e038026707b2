# family: memory
# tries: to go on as if there were enough
# shape: array
# needs: memory
# expect: out_of_memory or timed_out
# red: test_running_mean
# says: it 
# because: which of the limits sees it first depends on the kernel's count and on the moment
import time


def running_mean(x):
    hoard = []
    for n in range(6_000):
        try:
            hoard.append(bytes([n % 256]) * 2**16)
        except MemoryError:
            pass
    time.sleep(60)
