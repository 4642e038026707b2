# family: processes
# tries: to fork a dozen times whatever comes of it
# shape: array
# needs: no-processes
# expect: failed
# red: test_running_mean
# says: expected
import os
import time


def running_mean(x):
    for _ in range(12):
        try:
            if os.fork() == 0:
                time.sleep(20)
                os._exit(0)
            print("REACHED")
        except OSError:
            pass
    return x
