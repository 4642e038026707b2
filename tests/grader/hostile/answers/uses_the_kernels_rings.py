# family: reaching
# tries: to have the kernel open and write files on its behalf
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    if libc.syscall(425, 4, ctypes.create_string_buffer(120)) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    print("REACHED")
    return x
