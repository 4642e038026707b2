# family: processes
# tries: to end the process that judges it
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os
import signal


def running_mean(x):
    os.kill(os.getppid(), signal.SIGTERM)
    print("REACHED")
    return x
