# family: memory
# tries: to take memory that stays when it is gone, by the older call for it
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    segment = libc.shmget(0, 2**20, 0o1600)
    if segment < 0:
        raise OSError(ctypes.get_errno(), "refused")
    libc.shmctl(segment, 0, None)
    print("REACHED")
    return x
