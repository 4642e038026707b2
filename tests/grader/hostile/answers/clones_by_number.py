# family: processes
# tries: to start a process by the newest call for it
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: OSError: [Errno 38] refused
import ctypes
import os
import signal
import struct

libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    arguments = struct.pack("=8Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    child = libc.syscall(435, ctypes.create_string_buffer(arguments, len(arguments)), len(arguments))
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), "refused")
    print("REACHED")
    return x
