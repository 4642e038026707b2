# expect: crashed
# red: test_triple
# says: your code aborted Python
import os


def triple(x):
    os.abort()
