# family: processes
# tries: to leave a child behind
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os
import time


def running_mean(x):
    if os.fork() == 0:
        time.sleep(20)
        os._exit(0)
    print("REACHED")
    return x
