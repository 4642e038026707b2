# family: processes
# tries: to halt a process of the user's
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os
import signal


def running_mean(x):
    os.kill(int("@PROCESS@"), signal.SIGSTOP)
    print("REACHED")
    return x
