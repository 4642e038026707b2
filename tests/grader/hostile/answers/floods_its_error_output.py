# family: memory
# tries: to drown everything, past every buffer of Python's
# shape: array
# expect: failed or timed_out
# red: test_running_mean
# because: on a busy machine nobody may have time to read it all
import os


def running_mean(x):
    for _ in range(200):
        os.write(2, b"\x1b" * 2**16)
    return x
