# family: processes
# tries: to read the memory of the process that judges it
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    room = ctypes.create_string_buffer(64)
    ours = (ctypes.c_size_t * 2)(ctypes.addressof(room), 64)
    theirs = (ctypes.c_size_t * 2)(id(os), 64)
    if libc.process_vm_readv(os.getppid(), ours, 1, theirs, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    print("REACHED")
    return x
