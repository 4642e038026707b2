# family: processes
# tries: to kill by a descriptor that names a process
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os
import signal


def running_mean(x):
    signal.pidfd_send_signal(os.pidfd_open(int("@PROCESS@")), signal.SIGKILL)
    print("REACHED")
    return x
