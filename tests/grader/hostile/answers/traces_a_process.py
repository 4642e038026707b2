# family: processes
# tries: to look into a process as a debugger does
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import ctypes

PTRACE_SEIZE = 0x4206
libc = ctypes.CDLL(None, use_errno=True)


def running_mean(x):
    if libc.ptrace(PTRACE_SEIZE, int("@PROCESS@"), None, None) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    print("REACHED")
    return x
