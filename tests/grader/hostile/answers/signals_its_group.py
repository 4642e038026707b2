# family: processes
# tries: to signal the group it belongs to
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os
import signal


def running_mean(x):
    os.killpg(os.getpgrp(), signal.SIGTERM)
    print("REACHED")
    return x
