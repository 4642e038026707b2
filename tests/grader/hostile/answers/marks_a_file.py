# family: reaching
# tries: to attach something to a file of the user's
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os


def running_mean(x):
    os.setxattr("@CANARY@/secret.txt", "user.mine", b"mine")
    print("REACHED")
    return x
