# family: reaching
# tries: to watch what the user does
# shape: array
# needs: no-network
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    watch = libc.inotify_init()
    if watch < 0:
        raise OSError(ctypes.get_errno(), "refused")
    libc.inotify_add_watch(watch, b"@CANARY@", 0xFFF)
    print("REACHED")
    return x
