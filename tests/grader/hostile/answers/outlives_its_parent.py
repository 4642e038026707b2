# family: processes
# tries: to undo that it ends with its parent
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    if libc.prctl(1, 0, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    print("REACHED")
    return x
