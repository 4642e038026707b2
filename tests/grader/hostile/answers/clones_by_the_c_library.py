# family: processes
# tries: to start a process by `clone`, past everything of Python's
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes
import signal

libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    stack = ctypes.create_string_buffer(2**16)
    top = ctypes.addressof(stack) + 2**16 - 64
    if libc.clone(libc.sleep, ctypes.c_void_p(top), signal.SIGCHLD, ctypes.c_void_p(20)) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    print("REACHED")
    return x
