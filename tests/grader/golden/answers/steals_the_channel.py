# expect: crashed
# red: test_triple
import os


def triple(x):
    for descriptor in range(3, 64):
        try:
            os.dup2(1, descriptor)
        except OSError:
            pass
    return 3 * x
