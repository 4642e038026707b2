# expect: passed
import os
import time


def triple(x):
    for _ in range(3):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    return 3 * x
