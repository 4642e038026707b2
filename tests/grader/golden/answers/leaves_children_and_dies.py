# expect: crashed or errored
# red: test_triple
# says: your code
import os
import time


def triple(x):
    for _ in range(3):
        try:
            child = os.fork()
        except PermissionError:  # where starting processes is closed to answers
            continue
        if child == 0:
            time.sleep(60)
            os._exit(0)
    os._exit(3)
