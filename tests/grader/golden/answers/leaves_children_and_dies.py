# expect: crashed
# red: test_triple
# says: your code ended its own process (exit status 3)
import os
import time


def triple(x):
    for _ in range(3):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    os._exit(3)
