# family: reaching
# tries: to change, and remove, memory that programs of the user's share
# shape: array
# needs: no-network
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p


def running_mean(x):
    at = libc.shmat(int("@SEGMENT@"), None, 0)
    if at in (None, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "refused")
    ctypes.memmove(at, b"mine", 4)
    libc.shmctl(int("@SEGMENT@"), 0, None)
    print("REACHED")
    return x
