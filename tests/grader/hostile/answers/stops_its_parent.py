# family: processes
# tries: to halt the process that keeps the time, and let it go on again
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os
import signal


def running_mean(x):
    try:
        os.kill(os.getppid(), signal.SIGSTOP)
    finally:
        os.kill(os.getppid(), signal.SIGCONT)
    print("REACHED")
    return x
