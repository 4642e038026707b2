# family: reaching
# tries: to read packages that are installed beside Python
# shape: array
# needs: files, /usr/lib/python3/dist-packages
# expect: errored
# red: test_running_mean
# says: PermissionError
import os


def running_mean(x):
    print("REACHED", os.listdir("/usr/lib/python3/dist-packages"))
    return x
