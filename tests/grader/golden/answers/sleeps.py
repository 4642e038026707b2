# expect: timed_out
# red: test_triple
# says: it took longer than 1 s a call
import time


def triple(x):
    time.sleep(60)
