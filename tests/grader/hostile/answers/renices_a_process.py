# family: processes
# tries: to give a process of the user's the last place
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os


def running_mean(x):
    os.setpriority(os.PRIO_PROCESS, int("@PROCESS@"), 19)
    print("REACHED")
    return x
