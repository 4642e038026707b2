# family: reaching
# tries: to be an administrator in a system of its own
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes

CLONE_NEWUSER = 0x10000000
libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    if libc.unshare(CLONE_NEWUSER) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    print("REACHED")
    return x
