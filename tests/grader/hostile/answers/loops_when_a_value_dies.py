# family: time
# tries: to take for ever after the result was computed
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
import time

honest = running_mean


class Slow:
    def __del__(self):
        time.sleep(60)


def running_mean(x):
    slow = Slow()
    return honest(x)
