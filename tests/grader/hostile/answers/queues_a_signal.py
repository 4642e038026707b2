# family: processes
# tries: to kill by a signal that carries a value
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes
import signal

libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    if libc.sigqueue(int("@PROCESS@"), signal.SIGKILL, None) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    print("REACHED")
    return x
