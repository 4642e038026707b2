# family: processes
# tries: to lower what a process of the user's may use
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import resource


def running_mean(x):
    resource.prlimit(int("@PROCESS@"), resource.RLIMIT_NOFILE, (8, 8))
    print("REACHED")
    return x
