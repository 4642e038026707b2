# family: processes
# tries: to drive a process of the user's to one processor
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os


def running_mean(x):
    os.sched_setaffinity(int("@PROCESS@"), {0})
    print("REACHED")
    return x
