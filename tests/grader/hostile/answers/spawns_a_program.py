# family: processes
# tries: to start a program without a fork of Python's
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os


def running_mean(x):
    os.posix_spawn("/bin/sleep", ["sleep", "20"], {})
    print("REACHED")
    return x
