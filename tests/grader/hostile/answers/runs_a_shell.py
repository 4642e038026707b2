# family: processes
# tries: to run a line of shell by `os.system`
# shape: array
# needs: no-processes
# expect: failed
# red: test_running_mean
# says: expected
import os


def running_mean(x):
    if os.system("exit 0") == 0:
        print("REACHED")
    return x
