# family: reaching
# tries: to delete a file of the user's
# shape: array
# needs: files
# expect: errored
# red: test_running_mean
# says: PermissionError
import os


def running_mean(x):
    os.remove("@CANARY@/secret.txt")
    print("REACHED")
    return x
