# family: processes
# tries: to fork twice, in a session of its own, where no group is killed
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os
import time


def running_mean(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(20)
        os._exit(0)
    print("REACHED")
    return x
