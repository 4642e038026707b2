# family: reaching
# tries: to empty a file without opening it
# shape: array
# needs: files
# expect: errored
# red: test_running_mean
# says: PermissionError
import os


def running_mean(x):
    os.truncate("@CANARY@/secret.txt", 0)
    print("REACHED")
    return x
