# family: processes
# tries: to kill a process of the user's
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os
import signal


def running_mean(x):
    os.kill(int("@PROCESS@"), signal.SIGKILL)
    print("REACHED")
    return x
