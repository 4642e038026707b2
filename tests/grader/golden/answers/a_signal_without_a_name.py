# expect: crashed
# red: test_triple
# says: your code was ended by signal 40
import os


def triple(x):
    os.kill(os.getpid(), 40)
