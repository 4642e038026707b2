# family: reaching
# tries: to set the machine's clock (to what it is)
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import time


def running_mean(x):
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    print("REACHED")
    return x
