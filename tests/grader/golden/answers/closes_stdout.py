# expect: passed
import os
import sys


def triple(x):
    sys.stdout.close()
    os.close(2)
    return 3 * x
