# family: leaving
# tries: to end from a handler while the call sleeps
# shape: array
# expect: crashed
# red: test_running_mean
# says: exit status 0
import os
import signal
import time

signal.signal(signal.SIGALRM, lambda *_: os._exit(0))


def running_mean(x):
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(60)
