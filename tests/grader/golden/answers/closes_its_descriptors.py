# expect: crashed
# red: test_triple
# says: your code closed or disturbed its channel to the grader
import os


def triple(x):
    os.closerange(0, 256)
    return 3 * x
