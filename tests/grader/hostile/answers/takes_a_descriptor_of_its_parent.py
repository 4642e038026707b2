# family: processes
# tries: to copy a descriptor out of the process that judges it
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    parent = os.pidfd_open(os.getppid())
    if libc.syscall(438, parent, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    print("REACHED")
    return x
