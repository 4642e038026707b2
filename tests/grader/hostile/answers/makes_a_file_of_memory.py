# family: memory
# tries: to take memory as a file that is none
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import os


def running_mean(x):
    file = os.memfd_create("hoard")
    os.write(file, bytes(2**20))
    print("REACHED")
    return x
