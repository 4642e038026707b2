# expect: crashed
# red: test_triple
# says: your code ended its own process (exit status 0)
import os


def triple(x):
    os._exit(0)
