# family: processes
# tries: to halt itself, so that nobody sees it end
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
import os
import signal


def running_mean(x):
    os.kill(os.getpid(), signal.SIGSTOP)
