# family: time
# tries: to go on until it is stopped
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
import time

end = time.monotonic() + 60


def running_mean(x):
    while time.monotonic() < end:
        pass
