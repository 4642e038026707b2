# family: processes
# tries: to leave the group that is killed
# shape: array
# needs: no-processes
# expect: failed
# red: test_running_mean
# says: expected
import os


def running_mean(x):
    for leave in (os.setsid, lambda: os.setpgid(0, 0)):
        try:
            leave()
            print("REACHED")
        except OSError:
            pass
    return x
